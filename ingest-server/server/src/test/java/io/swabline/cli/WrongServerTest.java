package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.swabline.protocol.SamplingKeys;
import io.swabline.server.wiring.IngestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of an operator who has a server of his own for rehearsals, and names the configuration of another one. */
class WrongServerTest {
    private static final Object[][] TAKING = {{"keys", "withdraw", "1"}, {"keys", "rotate"}, {"keys", "new-root"},
        {"keys", "restore"}, {"stations", "remove", "18"}, {"callers", "remove", "app"}};
    private static final Object[][] OTHERS = {{"keys", "init"}, {"keys", "show"}, {"keys", "bundle", "--out", "/dev/null/x"},
        {"stations", "add", "19"}, {"stations", "list"}, {"stations", "block", "18"}, {"stations", "unblock", "18"},
        {"samples", "release", "TUBE"}, {"callers", "add", "lab", "--scope", "issue"}, {"callers", "list"}};

    @TempDir
    private Path dir;
    private final String userHome = System.getProperty("user.home");
    private Path home;
    private Path own;
    private IngestServer server;

    @BeforeEach
    void makeHomeAndStartItsServer() throws Exception {
        home = Files.createDirectories(dir.resolve("home/.swabline"));
        System.setProperty("user.home", dir.resolve("home").toString());
        ConfigFactory.invalidateCaches();
        SamplingKeys.create(home.resolve("keys.properties"));
        assertThat(CommandRun.of("stations", "add", "18", "--file", home.resolve("stations.conf"),
            "--data", dir.resolve("none")).exitCode()).isZero();
        assertThat(CommandRun.of("callers", "add", "app", "--scope", "issue", "--file", home.resolve("callers.conf"),
            "--data", dir.resolve("none")).exitCode()).isZero();
        own = dir.resolve("data");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.drainAndClose();
        }
        System.setProperty("user.home", userHome);
        ConfigFactory.invalidateCaches();
    }

    private void startOwnServer() throws InterruptedException {
        final Map<String, Object> settings = new HashMap<>(Map.of("data.directory", own, "keys.file",
            home.resolve("keys.properties"), "access.stations-file", home.resolve("stations.conf"), "http.callers-file",
            home.resolve("callers.conf"), "listen.port", 0, "http.port", 0, "dedup.persons-max", 10_000, "pool.samples-max",
            10_000, "streams.max", 100));
        settings.put("journal.disk-free-min", "1MiB");
        server = IngestServer.start(SettingsLoader.of(settings));
    }

    /** As "data" is for somebody in the directory of the rehearsal's server. */
    private static String fromHere(final Path path) {
        return Path.of("").toAbsolutePath().relativize(path).toString();
    }

    private Map<Path, String> contents() throws IOException {
        final Map<Path, String> contents = new HashMap<>();
        try (var files = Files.list(home)) {
            for (final Path file : (Iterable<Path>) files.filter(f -> !f.toString().endsWith(".lock"))::iterator) {
                contents.put(file, Files.readString(file));
            }
        }
        return contents;
    }

    private static Object[] with(final Object[] command, final Object... options) {
        final Object[] all = Arrays.copyOf(command, command.length + options.length);
        System.arraycopy(options, 0, all, command.length, options.length);
        return all;
    }

    private void assertAllRefused(final Object[][] commands, final String said, final Object... options) throws IOException {
        final Map<Path, String> before = contents();
        for (final Object[] command : commands) {
            final CommandRun run = CommandRun.of(with(command, options));
            assertThat(run.exitCode()).as("%s: %s%s", command[1], run.out(), run.err()).isEqualTo(ExitCode.USAGE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).as("%s %s", command).contains(said, "--data").hasLineCount(1);
        }
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void shouldNotTakeADirectoryBelowItsOwnForTheOneOfAConfiguration() throws Exception {
        final Path named = Files.writeString(Files.createDirectory(dir.resolve("srv")).resolve("swabline.conf"),
            "data.directory = \"" + fromHere(own) + "\"\n");
        assertAllRefused(TAKING, "is relative", "--config", named);
        assertAllRefused(OTHERS, "is relative", "--config", named);
        startOwnServer();
        assertAllRefused(TAKING, "is relative", "--config", named);
        assertAllRefused(OTHERS, "is relative", "--config", named);
        server.noteConfiguration(Files.writeString(dir.resolve("rehearsal.conf"), ""));
        assertAllRefused(TAKING, "rehearsal.conf", "--config", named);

        server.noteConfiguration(named);
        assertThat(CommandRun.of("stations", "block", "18", "--config", named).out()).contains("blocked station 18");
        assertThat(CommandRun.of("keys", "rotate", "--config", named).err()).contains("The server on " + own + " has taken it");
        assertThat(CommandRun.of("stations", "block", "18", "--config", named, "--data", own).exitCode()).isZero();
        server.drainAndClose();
        assertThat(CommandRun.of("stations", "remove", "18", "--config", named).exitCode()).as("by what it noted").isZero();
    }

    /** The default file is this user's; that a directory is named says nothing of it. */
    @Test
    void shouldTakeNothingAwayInAFileOfItsHomeThatNoServerIsKnownToUse() throws Exception {
        assertAllRefused(TAKING, "nothing was changed: ", "--data", dir.resolve("missing"));
        assertAllRefused(TAKING, "nothing was changed: ", "--data", Files.createDirectory(dir.resolve("empty")));
        final Path conf = Files.writeString(dir.resolve("whole.conf"), "data.directory = \"" + own + "\"\n");
        assertAllRefused(TAKING, "nothing was changed: ", "--config", conf);
        final Path relative = Files.writeString(dir.resolve("relative.conf"), "data.directory = \"" + own + "\"\nkeys.file = \""
            + fromHere(home.resolve("keys.properties")) + "\"\n");
        assertAllRefused(new Object[][] {TAKING[0]}, "nothing was changed: ", "--config", relative);

        startOwnServer();
        assertThat(CommandRun.of("keys", "rotate", "--config", conf).exitCode()).as("the server says so").isZero();
        assertThat(CommandRun.of("keys", "rotate", "--config", relative).exitCode()).isZero();
    }

    @Test
    void shouldChangeAFileThatAConfigurationNamesByItsWholePathBeforeTheFirstStart() throws Exception {
        final Path conf = Files.writeString(dir.resolve("whole.conf"), "data.directory = \"" + own
            + "\"\naccess.stations-file = \"" + home.resolve("stations.conf") + "\"\n");
        assertThat(CommandRun.of("stations", "remove", "18", "--config", conf).exitCode()).isZero();
    }
}
