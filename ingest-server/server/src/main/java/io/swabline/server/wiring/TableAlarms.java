package io.swabline.server.wiring;

import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.server.dedup.DedupStage;
import io.swabline.server.ops.Alarm;
import io.swabline.server.ops.LimitAlarm;
import io.swabline.server.ops.TurnedAwayAlarm;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/** What the operator is told of the tables of people, samples and streams: how full they are, what follows, and what to set. */
final class TableAlarms {
    private static final String RESTART = " and restart: what is remembered is read back from the journal, and stations send "
        + "again by themselves.";

    private final ServerSettings settings;
    private final DedupStage dedup;
    private final DailyRoom room;

    private TableAlarms(final ServerSettings settings, final DedupStage dedup) {
        this.settings = settings;
        this.dedup = dedup;
        room = DailyRoom.of(settings);
    }

    /** One for each table, and one for stations that begin too many streams. */
    static List<Alarm> of(final ServerSettings settings, final DedupStage dedup) {
        final TableAlarms alarms = new TableAlarms(settings, dedup);
        return List.of(alarms.people(), alarms.samples(), alarms.streams(), alarms.streamsOfOneStation());
    }

    /** Of the links of persons who are one. */
    static Alarm links(final ServerSettings settings, final LongSupplier known, final LongSupplier refused) {
        return new LimitAlarm(new TableLimit("links of persons (links.max)", settings.linksMax(), nowMs -> known.getAsLong(),
            refused, "further persons cannot be linked and go on as two", String.format(Locale.ROOT, "Set links.max to %,d or "
                + "more, on all servers that share the registry, and restart.", 2L * settings.linksMax()),
            nowMs -> "A link is never forgotten."));
    }

    private Alarm people() {
        final String hours = DailyRoom.hours(room.remembered());
        return new LimitAlarm(new TableLimit("people (dedup.persons-max)", settings.personsMax(), nowMs -> dedup.personCount(),
            () -> dedup.retryCount(RetryReason.PERSONS_FULL), "scans of new people are answered RETRY PERSONS_FULL",
            String.format(Locale.ROOT, "Set city.people-per-day to what the city brings (the table is for %,d) or "
                + "dedup.persons-max to %,d or more (%,d MiB instead of "
                + "%,d),%s", room.peoplePerDay(), 2 * settings.personsMax(),
                MemorySum.mibOfPeople(2 * settings.personsMax()), MemorySum.mibOfPeople(settings.personsMax()), RESTART),
            nowMs -> "A person stays for " + hours + " h after the scan; " + nextPlace(dedup.oldestPersonSeconds(), nowMs)));
    }

    private Alarm samples() {
        final String hours = DailyRoom.hours(room.remembered());
        return new LimitAlarm(new TableLimit("tubes (pool.samples-max)", settings.samplesMax(), nowMs -> dedup.sampleCount(),
            () -> dedup.retryCount(RetryReason.SAMPLES_FULL), "scans into new tubes are answered RETRY SAMPLES_FULL",
            String.format(Locale.ROOT, "Have tubes filled (pool.size = %d people each), or set city.people-per-day to what the "
                + "city brings or pool.samples-max to %,d or more (%,d MiB instead of "
                + "%,d),%s", settings.poolSize(), 2 * settings.samplesMax(),
                MemorySum.mibOfSamples(2 * settings.samplesMax()), MemorySum.mibOfSamples(settings.samplesMax()), RESTART),
            nowMs -> "A tube stays for " + hours + " h after its last scan; " + nextPlace(dedup.oldestSampleSeconds(), nowMs)));
    }

    private Alarm streams() {
        return new LimitAlarm(new TableLimit("streams (streams.max)", settings.streamsMax(), dedup::heldStreamCount,
            () -> dedup.refusedCount(RefusedReason.STREAMS_FULL) - dedup.refusedForTheirPart(),
            "stations with a new stream are refused with STREAMS_FULL",
            String.format(Locale.ROOT, "Set city.stations to the stations of the city (now %,d) or streams.max to %,d or more "
                + "(%,d MiB instead of %,d),%s", settings.city().stations(), 2L * settings.streamsMax(),
                MemorySum.mibOfStreams(2L * settings.streamsMax(), settings.creditScans()),
                MemorySum.mibOfStreams(settings.streamsMax(), settings.creditScans()), RESTART),
            nowMs -> "A stream without a scan makes room after a minute, one with scans " + DailyRoom.hours(room.remembered())
                + " h after the last one."));
    }

    private Alarm streamsOfOneStation() {
        return new TurnedAwayAlarm(dedup::refusedForTheirPart, times -> "station " + dedup.stationRefusedForItsPart()
            + " has as many streams as one station may have, a 64th of streams.max (" + settings.streamsMax() + "), and was "
            + "refused with STREAMS_FULL; such refusals since the last line, of all "
            + "stations: " + times + ". Give its terminal a store that it keeps, or its terminals numbers of their own.");
    }

    private String nextPlace(final long oldestSeconds, final long nowMs) {
        final long freeMs = oldestSeconds * 1000 + room.remembered().toMillis();
        return oldestSeconds == 0 || freeMs <= nowMs ? "places become free as the table is passed over."
            : "the next place becomes free at about " + Instant.ofEpochMilli(freeMs).truncatedTo(ChronoUnit.SECONDS) + ".";
    }

    /** A table's limit, in words and numbers. */
    private record TableLimit(String name, long max, LongUnaryOperator usedAt, LongSupplier turnedAwayCount, String consequence,
        String advice, LongFunction<String> reliefAt) implements LimitAlarm.Limit
    {
        @Override
        public long used(final long nowMs) {
            return usedAt.applyAsLong(nowMs);
        }

        @Override
        public long turnedAway() {
            return turnedAwayCount.getAsLong();
        }

        @Override
        public String relief(final long nowMs) {
            return reliefAt.apply(nowMs);
        }
    }
}
