package io.swabline.loadgen.population;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/**
 * Sample ids, 16 characters: eight name the run, eight count. Each sample belongs to one station and takes at most ten
 * scans, as a tube of ten persons does. One thread owns it.
 */
public final class Samples {
    public static final int LENGTH = 16;
    public static final int POOL_SIZE = 10;

    private static final byte[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.US_ASCII);
    private static final int PART_LENGTH = 8;

    private final long run;
    private final int step;
    private final long[] sampleOfStation;
    private final byte[] takenOfStation;
    private long next;

    /**
     * @param runId    random id of the run
     * @param index    which of the run's counters this is
     * @param step     how many counters the run has
     * @param stations stations of this counter, numbered from 0
     */
    public Samples(final long runId, final int index, final int step, final int stations) {
        run = text(runId);
        this.step = step;
        next = index;
        sampleOfStation = new long[stations];
        takenOfStation = new byte[stations];
        Arrays.fill(takenOfStation, (byte) POOL_SIZE);
    }

    /** Writes the sample id for a station's next scan. */
    public void next(final int station, final MutableDirectBuffer buffer, final int offset) {
        int taken = takenOfStation[station];
        if (taken == POOL_SIZE) {
            sampleOfStation[station] = text(next);
            next += step;
            taken = 0;
        }
        takenOfStation[station] = (byte) (taken + 1);
        buffer.putLong(offset, run, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + PART_LENGTH, sampleOfStation[station], ByteOrder.LITTLE_ENDIAN);
    }

    /** The low 40 bits in base 32, most significant first, as the eight bytes of a little-endian long. */
    private static long text(final long value) {
        long text = 0;
        for (int i = 0; i < PART_LENGTH; i++) {
            final int digit = (int) (value >>> (5 * (PART_LENGTH - 1 - i))) & 31;
            text |= (long) DIGITS[digit] << (8 * i);
        }
        return text;
    }
}
