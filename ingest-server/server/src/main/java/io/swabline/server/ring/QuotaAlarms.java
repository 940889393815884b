package io.swabline.server.ring;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which stations reached which quota, on its way from deduplication to the log: written by the pipeline's thread, which never
 * waits and allocates nothing, read by one other. What is not read in time is counted only.
 */
public final class QuotaAlarms {
    /** The names of the settings, by kind. */
    public static final String[] KINDS = {"new-people", "new-samples", "refused-scans"};

    private static final int CAPACITY = 64;
    private static final int KIND_BITS = 2;

    private final AtomicLongArray alarms = new AtomicLongArray(CAPACITY);
    private final AtomicLongArray retries = new AtomicLongArray(KINDS.length);
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    /** Takes what is read. */
    @FunctionalInterface
    public interface Reader {
        /** @param kind index of {@link #KINDS} */
        void onAlarm(long station, int kind);
    }

    /** The writer's: a scan of the station was answered RETRY for this quota. */
    public void count(final int kind) {
        retries.lazySet(kind, retries.get(kind) + 1);
    }

    /** The writer's: the station is to be named. */
    public void raise(final long station, final int kind) {
        final long next = written.get();
        if (next - read.get() < CAPACITY) {
            alarms.lazySet((int) (next % CAPACITY), station << KIND_BITS | kind);
            written.lazySet(next + 1);
        }
    }

    /** The reader's: gives all that was raised since. */
    public void poll(final Reader reader) {
        for (long next = read.get(); next < written.get(); next++) {
            final long alarm = alarms.get((int) (next % CAPACITY));
            read.set(next + 1);
            reader.onAlarm(alarm >>> KIND_BITS, (int) (alarm & (1 << KIND_BITS) - 1));
        }
    }

    /** Times that a scan was answered RETRY for a quota; any thread. */
    public long retries(final int kind) {
        return retries.get(kind);
    }
}
