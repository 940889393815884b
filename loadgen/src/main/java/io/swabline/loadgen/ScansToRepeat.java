package io.swabline.loadgen;

import java.util.Arrays;

/** Scans of one acknowledgement that will be sent again when all of it has been told. Grows to the most there ever were. */
final class ScansToRepeat {
    private long[] sequences = new long[64];
    private int[] fingerprints = new int[64];
    private long[] expected = new long[64];
    private int size;

    void add(final long sequence, final int fingerprint, final long expectedOfScan) {
        if (size == sequences.length) {
            sequences = Arrays.copyOf(sequences, 2 * size);
            fingerprints = Arrays.copyOf(fingerprints, 2 * size);
            expected = Arrays.copyOf(expected, 2 * size);
        }
        sequences[size] = sequence;
        fingerprints[size] = fingerprint;
        expected[size] = expectedOfScan;
        size++;
    }

    int size() {
        return size;
    }

    long sequence(final int index) {
        return sequences[index];
    }

    int fingerprint(final int index) {
        return fingerprints[index];
    }

    long expected(final int index) {
        return expected[index];
    }

    void clear() {
        size = 0;
    }
}
