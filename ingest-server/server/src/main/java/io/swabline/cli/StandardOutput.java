package io.swabline.cli;

import java.nio.file.Path;

/** The word {@code -} in place of a file to write: standard output. {@code ./-} is a file of that name. */
final class StandardOutput {
    /** For the help of an option or parameter that takes it. */
    static final String HELP = "- is standard output";

    private StandardOutput() {
    }

    static boolean isMeant(final Path file) {
        return file != null && file.toString().equals("-");
    }
}
