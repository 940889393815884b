package io.swabline.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The three streams of a command, so that a test can run it in its own process and look at what it printed. Standard output is
 * not flushed by the line: a command that prints much flushes when it has nothing more to print.
 *
 * @param in      what the user or another program says
 * @param out     results
 * @param err     everything else
 * @param results what {@code out} prints to
 */
record Console(InputStream in, PrintStream out, PrintStream err, ResultStream results) {
    private static final int OUTPUT_BUFFER_LENGTH = 64 * 1024;

    static Console ofProcess() {
        return of(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out), System.err);
    }

    static Console of(final InputStream in, final OutputStream out, final OutputStream err) {
        final ResultStream results = new ResultStream(out);
        final PrintStream errors = err instanceof PrintStream printer ? printer : printer(err);
        return new Console(in, printer(results), errors, results);
    }

    private static PrintStream printer(final OutputStream out) {
        return new PrintStream(new BufferedOutputStream(out, OUTPUT_BUFFER_LENGTH), false, StandardCharsets.UTF_8);
    }
}
