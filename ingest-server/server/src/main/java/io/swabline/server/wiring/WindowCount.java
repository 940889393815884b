package io.swabline.server.wiring;

import static io.swabline.server.wiring.TableSizes.ENTRIES_MIN;
import static io.swabline.server.wiring.TableSizes.withReserve;

import io.swabline.journal.RecordDescriptor;
import io.swabline.journal.RecordHandler;
import io.swabline.protocol.OperatorNote;
import io.swabline.protocol.Verdict;
import io.swabline.server.dedup.TableTooSmallException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;

/**
 * Counts what a journal's window holds, after a table turned out to be too small for it, and says which setting to raise to what.
 * Used once, on the thread that starts the server.
 */
final class WindowCount implements RecordHandler {
    /** Streams and tubes are told apart up to so many each: 32 MiB of heap. */
    private static final int DISTINCT_MAX = 2_000_000;
    private static final String PEOPLE = "dedup.persons-max";
    private static final String SAMPLES = "pool.samples-max";
    private static final String STREAMS = "streams.max";

    private final ServerSettings settings;
    private final Duration remembered;
    private final long oldestMs;
    private final LongHashSet samples = new LongHashSet();
    private final LongHashSet streams = new LongHashSet();
    private final List<String> holds = new ArrayList<>();
    private final List<String> raises = new ArrayList<>();
    private long people;

    private WindowCount(final ServerSettings settings, final long nowMs) {
        this.settings = settings;
        remembered = settings.dedupWindow().plus(settings.backlogMax());
        oldestMs = nowMs - remembered.toMillis();
    }

    /** The failure of a start for which a table is too small. */
    static StartException tooSmall(
        final ServerSettings settings, final Path journal, final long nowMs, final TableTooSmallException cause) {
        final WindowCount count = new WindowCount(settings, nowMs);
        JournalReplay.read(journal, count.oldestMs - settings.futureTolerance().toMillis(), count);
        return new StartException(count.advice(cause.setting()), cause);
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        final int verdict = RecordDescriptor.verdict(buffer, offset);
        if (OperatorNote.isNote(verdict)) {
            return;
        }
        add(streams, RecordDescriptor.stream(buffer, offset));
        if (verdict == Verdict.ACCEPTED.code() && RecordDescriptor.scannedAtMs(buffer, offset) >= oldestMs) {
            people++;
            final int sample = offset + RecordDescriptor.SAMPLE_ID_OFFSET;
            // Two ids that agree in this are counted as one: it is a number for an operator.
            add(samples, buffer.getLong(sample) * 31 + buffer.getLong(sample + Long.BYTES));
        }
    }

    private static void add(final LongHashSet distinct, final long value) {
        if (distinct.size() < DISTINCT_MAX) {
            distinct.add(value);
        }
    }

    /** @param tooSmall the setting of the table that had no room: more were found of its kind, whatever the count says */
    private String advice(final String tooSmall) {
        final TableSizes city = TableSizes.of(settings.city(), remembered, settings.poolSize());
        final long found = found(PEOPLE, people, settings.personsMax(), "people", tooSmall);
        final long foundSamples = found(SAMPLES, samples.size(), settings.samplesMax(), "tubes", tooSmall);
        final long foundStreams = found(STREAMS, streams.size(), settings.streamsMax(), "streams of stations", tooSmall);
        final boolean isPeopleOfCity = settings.personsMax() == Math.max(ENTRIES_MIN, withReserve(city.acceptances()));
        final boolean isSamplesOfCity = settings.samplesMax() == Math.max(ENTRIES_MIN, withReserve(city.samples()));
        final long days = TableSizes.days(remembered);
        // Tubes are counted as half full, as TableSizes does.
        final long acceptances = Math.max(
            isPeopleOfCity ? found : 0, isSamplesOfCity ? Math.max(foundSamples, foundSamples * settings.poolSize() / 2) : 0);
        raise("city.people-per-day", settings.city().peoplePerDay(),
            dividedUp(acceptances, days * settings.city().roundsPerDay()));
        raise(PEOPLE, settings.personsMax(), isPeopleOfCity ? 0 : withReserve(found));
        raise(SAMPLES, settings.samplesMax(), isSamplesOfCity ? 0 : withReserve(foundSamples));
        final boolean isStreamsOfCity = settings.streamsMax() == withReserve(city.streams());
        raise("city.stations", settings.city().stations(), isStreamsOfCity ? dividedUp(foundStreams, days + 1) : 0);
        raise(STREAMS, settings.streamsMax(), isStreamsOfCity ? 0 : withReserve(foundStreams));
        return "the last " + DailyRoom.hours(remembered) + " h of the journal, which the server must remember, hold "
            + String.join(" and ", holds) + ": raise " + String.join(" and ", raises)
            + ", and start again; the journal keeps everything meanwhile";
    }

    /** How many there are; 0 if the table is large enough. */
    private long found(final String key, final long count, final long max, final String what, final String tooSmall) {
        if (count <= max && !key.equals(tooSmall)) {
            return 0;
        }
        final long found = Math.max(count, max + 1);
        holds.add(String.format(Locale.ROOT, "%s%,d %s, more than the table takes (%s = %,d)",
            count >= DISTINCT_MAX && !key.equals(PEOPLE) ? "at least " : "", found, what, key, max));
        return found;
    }

    /** Nothing if the value to raise it to is 0. */
    private void raise(final String key, final long from, final long to) {
        if (to > 0) {
            raises.add(String.format(Locale.ROOT, "%s from %,d to at least %,d", key, from, Math.max(to, from + 1)));
        }
    }

    private static long dividedUp(final long dividend, final long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
