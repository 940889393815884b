package io.swabline.loadgen.hostile;

import io.swabline.protocol.SampleId;
import org.agrona.MutableDirectBuffer;

/**
 * Sample ids of a box of tubes: the box's letter, the run's seed and a number, such as {@code T-lfls-42}. Immutable.
 *
 * @param box  letter of the box
 * @param seed below {@link HostileSettings#SEEDS}
 */
record Tubes(char box, int seed) {
    /** What a tube holds. */
    static final int PEOPLE = 10;

    /** Writes the sample id of a tube; numbers are from 0 and below 100,000,000. */
    void put(final long number, final MutableDirectBuffer buffer, final int offset) {
        SampleId.put(box + "-" + Integer.toString(seed, 36) + "-" + number, buffer, offset);
    }
}
