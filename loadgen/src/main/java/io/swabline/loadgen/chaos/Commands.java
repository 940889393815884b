package io.swabline.loadgen.chaos;

import io.swabline.loadgen.LoadException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the programs under test are found and started. */
public final class Commands {
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private Commands() {
    }

    /**
     * The launcher of {@code swabline} beside this one, in a checkout or a distribution.
     *
     * @throws LoadException if there is none
     */
    public static List<String> swabline() {
        final String home = System.getProperty("swabline.home", "");
        for (final String place : List.of("ingest-server/bin/swabline", "bin/swabline")) {
            final Path launcher = Path.of(home, place);
            if (!home.isEmpty() && Files.isExecutable(launcher)) {
                return List.of(launcher.toString());
            }
        }
        throw new LoadException("there is no swabline launcher beside this program; name it with --server");
    }

    /** With a session of its own, so that Ctrl-C on the terminal reaches only whoever is to clean up. */
    static List<String> detached(final List<String> command) {
        final List<String> detached = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            detached.add(SETSID.toString());
        }
        detached.addAll(command);
        return detached;
    }

    /** Never builds, and never reads the terminal. */
    static Process start(
        final List<String> command, final ProcessBuilder.Redirect out, final ProcessBuilder.Redirect err) throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(command)
            .redirectInput(new File("/dev/null")).redirectOutput(out).redirectError(err);
        builder.environment().put("SWABLINE_NO_BUILD", "1");
        return builder.start();
    }
}
