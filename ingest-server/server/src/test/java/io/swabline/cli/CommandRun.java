package io.swabline.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A command run inside the test's process, and what came of it.
 *
 * @param exitCode see {@link ExitCode}
 * @param out      standard output
 * @param err      standard error
 */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(final Object... args) {
        return withInput("", args);
    }

    static CommandRun withInput(final String in, final Object... args) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final Console console = Console.of(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), out, err);
        final String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i].toString();
        }
        final int exitCode = Swabline.run(console, StopSignal.byHand(), texts);
        return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    List<String> outLines() {
        return out.lines().toList();
    }
}
