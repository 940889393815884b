package io.swabline.loadgen;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/** One line a second for whoever watches on a terminal. */
final class TerminalProgress implements LoadProgress {
    private final PrintStream err;

    TerminalProgress(final PrintStream err) {
        this.err = err;
    }

    /** Whether the process has a terminal. From Java 22 on there is always a console, which knows whether it is one. */
    static boolean isWatched() {
        final Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no Console.isTerminal", e);
        }
    }

    @Override
    public void onSecond(
        final Phase phase,
        final double seconds,
        final long acknowledged,
        final long perSecond,
        final int open,
        final int stations) {
        err.printf(Locale.ROOT, "%6.0f s  %-10s  %,14d acknowledged  %,11d a second  %,d of %,d stations connected%n",
            seconds, phase.name().toLowerCase(Locale.ROOT).replace('_', ' '), acknowledged, perSecond, open, stations);
    }
}
