package io.swabline.benchmarks.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whoever watches standard error on a terminal what is being done; says nothing where it goes to a file or program. */
public final class Progress {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final PrintStream err;
    private final boolean watched;

    private Progress(final PrintStream err, final boolean watched) {
        this.err = err;
        this.watched = watched;
    }

    /** On this process's standard error. */
    public static Progress onStandardError() {
        return new Progress(System.err, isTerminal());
    }

    private static boolean isTerminal() {
        try {
            final String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
        } catch (final IOException | UnsupportedOperationException notLinux) {
            return System.console() != null;
        }
    }

    /** Says that something begins. */
    public void say(final String text) {
        if (watched) {
            err.println("bench: " + text);
        }
    }
}
