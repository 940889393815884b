package io.swabline.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Tells whether a writer has a journal open, by the operating system's lock and not by what a file says. */
public final class JournalHolder {
    private JournalHolder() {
    }

    /**
     * Who has the journal open at this moment, such as {@code the process with pid 17}; null if nobody has. Any thread.
     *
     * @throws IOException if this user may not look
     */
    public static String of(final Path journalDirectory) throws IOException {
        return JournalLock.holderOf(journalDirectory);
    }
}
