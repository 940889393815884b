package io.swabline.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The three streams of a command, so that a test can run it in its own process and look at what it printed. Standard output is
 * not flushed by the line: a command that prints much flushes when it has nothing more to print. All texts are UTF-8, whatever
 * the locale says.
 *
 * @param in      what the user or another program says
 * @param out     results
 * @param err     everything else
 * @param results what {@code out} prints to
 * @param locale  the locale of messages that the user asks for in the environment; empty if none
 */
record Console(InputStream in, PrintStream out, PrintStream err, ResultStream results, String locale) {
    /** The first of them that says anything decides. The launcher changes the others, and keeps in the first what they said. */
    private static final List<String> LOCALE_VARIABLES = List.of("SWABLINE_LOCALE", "LC_ALL", "LC_MESSAGES", "LANG");
    private static final int OUTPUT_BUFFER_LENGTH = 64 * 1024;

    static Console ofProcess() {
        return of(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8), localeOf(System.getenv()));
    }

    static Console of(final InputStream in, final OutputStream out, final OutputStream err) {
        return of(in, out, err, "");
    }

    static Console of(final InputStream in, final OutputStream out, final OutputStream err, final String locale) {
        final ResultStream results = new ResultStream(out);
        final PrintStream errors = err instanceof PrintStream printer ? printer : printer(err);
        return new Console(in, printer(results), errors, results, locale);
    }

    static String localeOf(final Map<String, String> environment) {
        return LOCALE_VARIABLES.stream().map(name -> environment.getOrDefault(name, "")).filter(value -> !value.isEmpty())
            .findFirst().orElse("");
    }

    private static PrintStream printer(final OutputStream out) {
        return new PrintStream(new BufferedOutputStream(out, OUTPUT_BUFFER_LENGTH), false, StandardCharsets.UTF_8);
    }
}
