package io.swabline.server.dedup;

import io.swabline.server.ring.QuotaAlarms;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What each station may still take of its {@link QuotaLimits}. One number says how full a bucket is: the time at which it will be
 * full again (the generic cell rate algorithm, ITU-T I.371). A full bucket is one whose time has come, so that a station that did
 * nothing for a while needs no place. Single writer, never resized, nothing allocated for a scan. Not rebuilt from the journal:
 * at a start every bucket is full.
 *
 * <p>Places are found by a hash under a secret key, since with no authentication a stranger chooses station numbers. A station
 * that finds none within {@link #PROBES_MAX} shares one with all others that find none.
 */
final class StationQuotas {
    static final int NEW_PEOPLE = 0;
    static final int NEW_SAMPLES = 1;
    static final int REFUSED_SCANS = 2;
    static final int KINDS = 3;

    /** A station that goes on is named again after so long. */
    static final long ALARM_INTERVAL_MS = TimeUnit.MINUTES.toMillis(1);
    /** A quota may be raised meanwhile, so nobody is told to wait for longer. */
    static final long WAIT_MAX_MS = TimeUnit.MINUTES.toMillis(10);

    private static final int PROBES_MAX = 8;
    /** 9 MiB of the heap. */
    private static final int PLACES_MAX = 1 << 18;
    private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long NS_PER_HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long CAPACITY_NS_MAX = Long.MAX_VALUE / 4;

    private final long[] intervalNs = new long[KINDS];
    /** 0: no limit. */
    private final long[] capacityNs = new long[KINDS];
    private final boolean isOn;
    private final int mask;
    private final int[] stations;
    private final long[] fullAtNs;
    private final long[] alarmedMs;
    private final long multiplier;
    private final long addend;
    private final QuotaAlarms alarms;
    private long waitMs;

    /** @param stationsMax stations that are to find a place of their own: there are two to four times as many, 36 bytes each */
    StationQuotas(final QuotaLimits limits, final int stationsMax, final long seed, final QuotaAlarms alarms) {
        boolean anyOn = false;
        for (int kind = 0; kind < KINDS; kind++) {
            final Quota quota = limits.of(kind);
            intervalNs[kind] = Math.max(1, NS_PER_HOUR / quota.perHour());
            capacityNs[kind] = quota.burst() > CAPACITY_NS_MAX / intervalNs[kind] ? CAPACITY_NS_MAX
                : quota.burst() * intervalNs[kind];
            anyOn |= quota.burst() > 0;
        }
        isOn = anyOn;
        final int wanted = Integer.highestOneBit(4 * Math.min(stationsMax, PLACES_MAX) + PROBES_MAX);
        final int places = isOn ? Math.min(PLACES_MAX, wanted) : 1;
        mask = places - 1;
        stations = new int[places + 1];
        fullAtNs = new long[(places + 1) * KINDS];
        alarmedMs = new long[places + 1];
        final SplittableRandom random = new SplittableRandom(seed);
        multiplier = random.nextLong() | 1;
        addend = random.nextLong();
        this.alarms = alarms;
    }

    /** Takes one new person, and one new sample where it is one; false if one of them is used up: then nothing is taken. */
    boolean takeNew(final long station, final boolean isNewSample, final long nowMs) {
        if (!isOn) {
            return true;
        }
        final int place = place((int) station, nowMs);
        if (!hasRoom(place, NEW_PEOPLE, nowMs, station) || isNewSample && !hasRoom(place, NEW_SAMPLES, nowMs, station)) {
            return false;
        }
        take(place, NEW_PEOPLE, nowMs);
        if (isNewSample) {
            take(place, NEW_SAMPLES, nowMs);
        }
        return true;
    }

    /** Takes one refused scan; false if they are used up. */
    boolean takeRefused(final long station, final long nowMs) {
        if (capacityNs[REFUSED_SCANS] == 0) {
            return true;
        }
        final int place = place((int) station, nowMs);
        if (!hasRoom(place, REFUSED_SCANS, nowMs, station)) {
            return false;
        }
        take(place, REFUSED_SCANS, nowMs);
        return true;
    }

    /** After a false: when there is room for one again, in milliseconds, 1 and up. */
    long waitMs() {
        return waitMs;
    }

    private boolean hasRoom(final int place, final int kind, final long nowMs, final long station) {
        final long overNs = Math.max(0, fullAtNs[place * KINDS + kind] - nowMs * NS_PER_MS) + intervalNs[kind] - capacityNs[kind];
        if (capacityNs[kind] == 0 || overNs <= 0) {
            return true;
        }
        waitMs = Math.min(WAIT_MAX_MS, overNs / NS_PER_MS + 1);
        alarms.count(kind);
        if (nowMs - alarmedMs[place] >= ALARM_INTERVAL_MS) {
            alarmedMs[place] = nowMs;
            alarms.raise(station, kind);
        }
        return false;
    }

    private void take(final int place, final int kind, final long nowMs) {
        final int index = place * KINDS + kind;
        fullAtNs[index] = Math.max(fullAtNs[index], nowMs * NS_PER_MS) + intervalNs[kind];
    }

    /** The station's place; if it has none, the first one near its home that nobody needs, or the one that is shared. */
    private int place(final int station, final long nowMs) {
        final int home = (int) (station * multiplier + addend >>> Integer.SIZE);
        int free = -1;
        for (int probe = 0; probe < PROBES_MAX; probe++) {
            final int place = home + probe & mask;
            if (stations[place] == station) {
                return place;
            }
            if (free < 0 && (stations[place] == 0 || isFull(place, nowMs))) {
                free = place;
            }
            if (stations[place] == 0) {
                break;
            }
        }
        if (free < 0) {
            return mask + 1;
        }
        stations[free] = station;
        alarmedMs[free] = 0;
        for (int kind = 0; kind < KINDS; kind++) {
            fullAtNs[free * KINDS + kind] = 0;
        }
        return free;
    }

    private boolean isFull(final int place, final long nowMs) {
        final long nowNs = nowMs * NS_PER_MS;
        final int first = place * KINDS;
        return fullAtNs[first] <= nowNs && fullAtNs[first + 1] <= nowNs && fullAtNs[first + 2] <= nowNs;
    }
}
