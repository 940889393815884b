package io.swabline.loadgen.population;

import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * Pseudonyms of synthetic persons, each one once: a bijection of a counter and the run's random id, so that two runs on the
 * same journal never share a person. Twelve bytes like the real ones, and as evenly spread. One thread owns it.
 */
public final class Persons {
    private final long runId;
    private final int step;
    private long next;

    /**
     * @param runId random id of the run
     * @param index which of the run's counters this is
     * @param step  how many counters the run has; each takes every step-th person
     */
    public Persons(final long runId, final int index, final int step) {
        this.runId = runId;
        this.step = step;
        next = index;
    }

    /** Writes the next person's 12-byte pseudonym. */
    public void next(final MutableDirectBuffer buffer, final int offset) {
        buffer.putLong(offset, mix(next ^ runId), ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset + Long.BYTES, (int) (runId >>> 32) ^ (int) runId, ByteOrder.LITTLE_ENDIAN);
        next += step;
    }

    /** The finaliser of SplitMix64 (Stafford's variant 13): one to one on 64 bits. */
    public static long mix(final long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
