package io.swabline.station;

import io.swabline.protocol.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the fake server remembers of all streams: an exact model. A scan is its scannedAt, which tests make unique; from it
 * follows its verdict.
 */
final class FakeJournal {
    /** Scans of each stream in the order of their sequences, from 1. */
    private final Map<Long, List<Long>> streams = new HashMap<>();
    private final List<Long> all = new ArrayList<>();

    synchronized List<Long> stream(final long stream) {
        return streams.computeIfAbsent(stream, unknown -> new ArrayList<>());
    }

    synchronized void append(final long stream, final long scan) {
        stream(stream).add(scan);
        all.add(scan);
    }

    /** As after a power loss without forced writes, or a restart with an empty disk. */
    synchronized void forget() {
        streams.clear();
        all.clear();
    }

    synchronized void forgetBehind(final long stream, final int sequence) {
        stream(stream).subList(sequence, stream(stream).size()).clear();
    }

    synchronized List<Long> all() {
        return new ArrayList<>(all);
    }

    static Verdict verdict(final long scan) {
        return scan % 5 == 0 ? Verdict.DOUBLE_SCAN : scan % 7 == 0 ? Verdict.EXPIRED : Verdict.ACCEPTED;
    }

    static long detail(final long scan) {
        return verdict(scan) == Verdict.DOUBLE_SCAN ? scan / 1000 : 0;
    }
}
