package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that the programs write, started through the launcher under a umask that leaves all to everybody. */
@Tag("slow")
class FilePermissionsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SWABLINE = ROOT.resolve("ingest-server/bin/swabline");
    private static final Path LOADGEN = ROOT.resolve("loadgen/bin/loadgen");

    @TempDir
    private Path dir;

    private Process start(final Path program, final Object... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of("sh", "-c", "umask 000; exec \"$0\" \"$@\"", program.toString()));
        for (final Object argument : arguments) {
            command.add(argument.toString());
        }
        final ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolveSibling(dir.getFileName() + ".log").toFile()));
        builder.environment().putAll(Map.of("SWABLINE_NO_BUILD", "1", "SWABLINE_JAVA_OPTS", "-Duser.home=" + dir));
        return builder.start();
    }

    private void run(final Path program, final Object... arguments) throws Exception {
        final Process process = start(program, arguments);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("%s", List.of(arguments)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", List.of(arguments), log()).isZero();
    }

    private String log() throws IOException {
        return Files.readString(dir.resolveSibling(dir.getFileName() + ".log"));
    }

    /** What is meant for others, and why. */
    private static Map<String, String> meantForOthers() {
        return Map.of("trust-bundle", "rw-r--r--"); // public, and served by any web server
    }

    @Test
    void shouldMakeEveryFileForItsUserOnly() throws Exception {
        final int port = Ports.free();
        final Process server = start(SWABLINE, "serve", "--data", "data", "--port", port, "--http-port", 0,
            "--set", "dedup.persons-max=100000", "--set", "pool.samples-max=100000", "--set", "streams.max=1000");
        try {
            awaitListening(server);
            run(LOADGEN, "run", "steady", "--port", port, "--stations", 4, "--rate", 500, "--duration", "2s",
                "--ledger", "ledger", "--keys", ".swabline/keys.properties");
            run(SWABLINE, "stations", "add", "1-3");
            run(SWABLINE, "callers", "add", "app", "--scope", "issue");
            run(SWABLINE, "keys", "rotate");
            run(SWABLINE, "keys", "bundle", "--data", "data");
            run(SWABLINE, "journal", "export", "export.csv");
            run(SWABLINE, "journal", "tail", "--name", "lab", "--limit", 5);
            run(SWABLINE, "journal", "verify");
            run(SWABLINE, "keys", "init", "--keys", "more/keys.properties", "--data", "none");
        } finally {
            server.destroy();
            server.waitFor(60, TimeUnit.SECONDS);
            server.destroyForcibly();
        }
        assertThat(server.exitValue()).as(log()).isZero();

        assertThat(dir.resolve("data/journal/tails/lab")).exists();
        assertThat(dir.resolve("data/registry/registry.mv.db")).exists();
        assertThat(dir.resolve("ledger")).exists();
        assertThat(openToOthers()).isEqualTo(meantForOthers());
    }

    private void awaitListening(final Process server) throws Exception {
        for (int i = 0; i < 1800 && !log().contains("pages and API on"); i++) {
            assertThat(server.waitFor(100, TimeUnit.MILLISECONDS)).as(log()).isFalse();
        }
    }

    private Map<String, String> openToOthers() throws IOException {
        final Map<String, String> open = new TreeMap<>();
        try (Stream<Path> all = Files.walk(dir)) {
            for (final Path path : all.toList()) {
                final String permissions = PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
                if (!permissions.endsWith("------") && !Files.isSymbolicLink(path)) {
                    open.put(dir.relativize(path).toString(), permissions);
                }
            }
        }
        return open;
    }
}
