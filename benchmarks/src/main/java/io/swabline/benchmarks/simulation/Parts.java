package io.swabline.benchmarks.simulation;

import io.swabline.benchmarks.simulation.disk.SimulatedDisk;
import io.swabline.journal.Journal;
import io.swabline.server.dedup.Deduplicator;
import io.swabline.server.ring.Stage;
import io.swabline.server.wiring.JournalReplay;
import java.nio.file.Path;
import java.util.List;

/** The parts that a simulated server is put together from: the product's own. Tests put broken ones in their place. */
public interface Parts {
    /** Nothing but the product's own parts. */
    Parts REAL = new Parts() { };

    default Journal journal(final Journal journal) {
        return journal;
    }

    default List<Stage> firstThread(final Stage validate, final Stage dedup, final Stage append) {
        return List.of(validate, dedup, append);
    }

    default List<Stage> secondThread(final Stage sync, final Stage reply) {
        return List.of(sync, reply);
    }

    default void replay(final Path journal, final Deduplicator deduplicator, final long nowMs, final long futureToleranceMs) {
        JournalReplay.run(journal, deduplicator, nowMs, futureToleranceMs, lost -> { });
    }

    /** Called when a server has started on the disk. */
    default void started(final SimulatedDisk disk) {
    }
}
