package io.swabline.benchmarks.scratch;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalWriter;
import io.swabline.protocol.Durability;
import java.nio.file.Path;

/** A journal in a scratch directory, deleted when closed: what it wrote never has to reach the disk. */
public final class ScratchJournal implements AutoCloseable {
    private final ScratchDirectory scratch;
    private final JournalWriter writer;

    private ScratchJournal(final ScratchDirectory scratch, final Durability durability) {
        this.scratch = scratch;
        this.writer = JournalWriter.open(JournalSettings.of(scratch.path()).withDurability(durability));
    }

    /** Opens a new journal of durability {@code os}. */
    public static ScratchJournal open() {
        return new ScratchJournal(ScratchDirectory.create(), Durability.OS);
    }

    /** Opens a new journal below a directory. */
    public static ScratchJournal in(final Path parent, final Durability durability) {
        return new ScratchJournal(ScratchDirectory.in(parent), durability);
    }

    /** The journal. */
    public JournalWriter writer() {
        return writer;
    }

    @Override
    public void close() {
        try (scratch) {
            writer.close();
        }
    }
}
