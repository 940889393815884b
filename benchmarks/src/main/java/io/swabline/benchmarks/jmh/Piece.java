package io.swabline.benchmarks.jmh;

import io.swabline.server.dedup.LinkTableBenchmark;
import io.swabline.server.dedup.PersonTableBenchmark;
import io.swabline.server.edge.FrameDecodeBenchmark;
import java.util.List;

/**
 * A benchmark in words, in the order of a scan's way, with what it should reach.
 *
 * @param type     the benchmark's class
 * @param method   its method
 * @param text     for the table
 * @param targetNs nanoseconds a scan; 0 where none is set
 */
record Piece(Class<?> type, String method, String text, int targetNs) {
    static final List<Piece> ALL = List.of(
        new Piece(FrameDecodeBenchmark.class, "frameOf64", "frame decode, 64 scans a frame", 10),
        new Piece(FrameDecodeBenchmark.class, "framesOf1", "frame decode, 1 scan a frame, 64 a read", 0),
        new Piece(RingHopBenchmark.class, "streamed", "ring hop, 64 slots a claim", 0),
        new Piece(RingHopBenchmark.class, "oneByOne", "ring hop, waiting for each 64", 0),
        new Piece(CodeCheckBenchmark.class, "many", "code check, 256 at a time", 30),
        new Piece(CodeCheckBenchmark.class, "one", "code check, one by itself", 0),
        new Piece(CutoffBenchmark.class, "full", "superseded? 250,000 others are", 10),
        new Piece(LinkTableBenchmark.class, "alone", "linked? 100,000 others are", 10),
        new Piece(PersonTableBenchmark.class, "insertNew", "dedup, new person, with sweep", 150),
        new Piece(PersonTableBenchmark.class, "findKnown", "dedup, known person", 0),
        new Piece(AppendBenchmark.class, "stageBatchOf1024", "append, 1,024 scans a batch", 60),
        new Piece(AppendBenchmark.class, "stageBatchOf64", "append, 64 scans a batch", 0),
        new Piece(AppendBenchmark.class, "writerBatchOf1024", "journal writer alone, 1,024 records", 0),
        new Piece(StagesBenchmark.class, "together", "validate, dedup, append, sync, reply", 0));

    /** Whether the time between invocations, which is not measured, is spent on making the next scans. */
    boolean preparesEachTime() {
        return type == StagesBenchmark.class;
    }

    /** The name by which JMH knows it. */
    String benchmark() {
        return type.getName() + "." + method;
    }

    static Piece of(final String benchmark) {
        for (final Piece piece : ALL) {
            if (piece.benchmark().equals(benchmark)) {
                return piece;
            }
        }
        throw new IllegalStateException("add the benchmark " + benchmark + " to the list of pieces");
    }
}
