package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that runs as a user of its own, administered by root, and by somebody else. */
@Tag("slow")
class OtherUserTest {
    private static final Path SWABLINE = Path.of("../ingest-server/bin/swabline").toAbsolutePath().normalize();
    private static final int SERVER = 65_534;
    private static final int STRANGER = 65_533;
    private static final int ROOT = 0;

    private Path dir;
    private Path home;
    private Path config;
    private int count;

    @BeforeEach
    void makeHome() throws Exception {
        Programs.assumeInstalled("setpriv", "util-linux");
        // Not below a test's own directory, which root keeps from others.
        dir = Files.createTempDirectory("swabline-users-");
        Assumptions.assumeTrue(Files.getAttribute(dir, "unix:uid").equals(ROOT), "not root: cannot run a server as another user");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Assumptions.assumeTrue(
            new ProcessBuilder(as(SERVER, List.of("test", "-r", SWABLINE.toString()))).start().waitFor() == 0,
            "another user cannot read this checkout: " + SWABLINE);
        home = Files.createDirectory(dir.resolve("home"));
        Files.setAttribute(home, "unix:uid", SERVER);
        Files.createDirectories(dir.resolve("root"));
        config = Files.writeString(dir.resolve("swabline.conf"), "data.directory = " + home.resolve("data")
            + "\nkeys.file = " + home.resolve("keys.properties") + "\naccess.stations-file = " + home.resolve("stations.conf")
            + "\nlisten.authentication = token\nlisten.port = 0\nhttp.enabled = false\ndedup.persons-max = 100000\n"
            + "pool.samples-max = 100000\nstreams.max = 1000\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
    }

    @AfterEach
    void remove() throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            for (final Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static List<String> as(final int user, final List<String> command) {
        final List<String> all = new ArrayList<>();
        if (user != ROOT) {
            all.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--"));
        }
        all.addAll(command);
        return all;
    }

    private Process start(final int user, final Path log, final Object... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(SWABLINE.toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        final ProcessBuilder builder = new ProcessBuilder(as(user, command)).directory(dir.toFile()).redirectErrorStream(true)
            .redirectOutput(log.toFile());
        builder.environment().put("SWABLINE_NO_BUILD", "1");
        builder.environment().put("SWABLINE_JAVA_OPTS", "-Duser.home=" + (user == ROOT ? dir.resolve("root") : home));
        return builder.start();
    }

    private String run(final int user, final int exitCode, final Object... arguments) throws Exception {
        final Path log = dir.resolve("out-" + ++count);
        final Process process = start(user, log, arguments);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", List.of(arguments), Files.readString(log)).isEqualTo(exitCode);
        return Files.readString(log);
    }

    private Process serve() throws Exception {
        final Path log = dir.resolve("log-" + ++count);
        final Process server = start(SERVER, log, "serve", "--config", config);
        for (int i = 0; i < 600 && !Files.readString(log).contains("listening on"); i++) {
            assertThat(server.waitFor(100, TimeUnit.MILLISECONDS)).as(Files.readString(log)).isFalse();
        }
        return server;
    }

    private static void stop(final Process server) throws InterruptedException {
        server.destroy();
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
    }

    @Test
    void shouldLetRootActForTheServersUserOnTheServersFilesOnly() throws Exception {
        final String taken = "The server on " + home.resolve("data") + " has taken it";
        final Path stations = home.resolve("stations.conf");
        final Process server = serve();
        try {
            assertThat(run(ROOT, 0, "stations", "add", "18", "--config", config)).contains(taken);
            assertThat(Files.getAttribute(stations, "unix:uid")).isEqualTo(SERVER);
            assertThat(run(SERVER, 0, "stations", "add", "19", "--config", config)).contains(taken);
            assertThat(run(ROOT, 0, "stations", "remove", "18", "--config", config)).contains("removed 1 token", taken);
            assertThat(run(ROOT, 0, "keys", "rotate", "--config", config)).contains(taken);
            assertThat(Files.getAttribute(home.resolve("keys.properties"), "unix:uid")).isEqualTo(SERVER);

            run(ROOT, 0, "keys", "init", "--data", dir.resolve("another"));
            assertThat(run(ROOT, 2, "keys", "withdraw", "1", "--data", home.resolve("data")))
                .contains("nothing was changed", home.resolve("keys.properties").toString());
            assertThat(run(STRANGER, 2, "stations", "remove", "19", "--config", config)).contains("nothing was changed");
            for (final String command : List.of("tail", "stats", "verify")) {
                assertThat(run(STRANGER, 2, "journal", command, "--config", config))
                    .contains("may not be read by this user: run this as the server's user or as root");
                run(ROOT, 0, "journal", command, "--config", config);
            }
            assertThat(run(STRANGER, 2, "stations", "list", "--config", config)).contains("nothing was shown", "as root");
            for (final Object[] command : new Object[][] {
                {"stations", "list", "--file", stations}, {"keys", "show", "--keys", home.resolve("keys.properties")}}) {
                assertThat(run(STRANGER, 2, command)).contains("may not be read by this user: run this as the server's user")
                    .doesNotContain("chown");
            }
        } finally {
            stop(server);
        }
        stop(serve());
        assertThat(run(SERVER, 0, "stations", "remove", "19", "--config", config)).contains("No server is running on");
    }
}
