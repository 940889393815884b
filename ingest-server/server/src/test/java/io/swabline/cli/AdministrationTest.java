package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.swabline.protocol.SamplingKeys;
import io.swabline.server.wiring.IngestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that change a server's files while it runs, and while it does not. */
class AdministrationTest {
    @TempDir
    private Path dir;
    private Path data;
    private Path keys;
    private Path stations;
    private Path callers;
    private Path config;
    private IngestServer server;

    @BeforeEach
    void start() throws Exception {
        data = dir.resolve("data");
        keys = dir.resolve("keys.properties");
        stations = dir.resolve("stations.conf");
        callers = dir.resolve("callers.conf");
        config = Files.writeString(dir.resolve("swabline.conf"), "data.directory = \"" + data + "\"\nkeys.file = \"" + keys
            + "\"\naccess.stations-file = \"" + stations + "\"\nhttp.callers-file = \"" + callers + "\"\n");
        final Map<String, Object> settings = new HashMap<>(Map.of("data.directory", data, "keys.file", keys,
            "access.stations-file", stations, "http.callers-file", callers, "listen.port", 0, "http.port", 0,
            "dedup.persons-max", 10_000, "pool.samples-max", 10_000, "streams.max", 100));
        settings.put("journal.disk-free-min", "1MiB");
        server = IngestServer.start(SettingsLoader.of(settings));
    }

    @AfterEach
    void stop() {
        server.drainAndClose();
    }

    @Test
    void shouldTellThatTheRunningServerHasTakenEachChange() throws Exception {
        server.startIssuing();
        final CommandRun added = CommandRun.of("callers", "add", "app", "--scope", "issue", "--config", config);
        assertThat(added.err()).contains("The server on " + data + " has taken it.");
        assertThat(added.exitCode()).isZero();
        assertThat(statusOf(added.out().strip())).as("taken before the command returned").isNotEqualTo(401);
        assertThat(CommandRun.of("callers", "remove", "app", "--config", config).exitCode()).isZero();
        assertThat(statusOf(added.out().strip())).isEqualTo(401);

        for (final CommandRun run : new CommandRun[] {
            CommandRun.of("stations", "add", "18", "--config", config),
            CommandRun.of("stations", "remove", "18", "--certificates", "--data", data, "--file", stations),
            CommandRun.of("keys", "rotate", "--config", config),
            CommandRun.of("keys", "withdraw", "1", "--data", data, "--keys", keys)}) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).contains("The server on " + data + " has taken it");
        }
        assertThat(CommandRun.of("stations", "add", "19", "--config", config).err()).contains("asks no station for a token");
    }

    private int statusOf(final String key) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.httpPort() + "/v1/codes")).header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
            HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** As when root's home has other files than the server's user. */
    @Test
    void shouldChangeNoOtherFilesThanTheServers() throws Exception {
        final Path others = dir.resolve("root");
        SamplingKeys.create(others.resolve("keys.properties"));
        final byte[] before = Files.readAllBytes(others.resolve("keys.properties"));

        assertRefused("keys", "withdraw", "1", "--data", data, "--keys", others.resolve("keys.properties"));
        assertRefused("keys", "rotate", "--data", data, "--keys", others.resolve("keys.properties"));
        assertRefused("keys", "init", "--data", data, "--keys", others.resolve("new.properties"));
        assertRefused("keys", "new-root", "--data", data, "--keys", others.resolve("keys.properties"));
        assertRefused("stations", "add", "18", "--data", data, "--file", others.resolve("stations.conf"));
        assertRefused("stations", "remove", "18", "--certificates", "--data", data, "--file", others.resolve("stations.conf"));
        assertRefused("callers", "add", "app", "--scope", "issue", "--data", data, "--file", others.resolve("callers.conf"));
        server.drainAndClose();
        assertRefused("keys", "withdraw", "1", "--data", data, "--keys", others.resolve("keys.properties"));

        assertThat(Files.readAllBytes(others.resolve("keys.properties"))).isEqualTo(before);
        try (var files = Files.list(others)) {
            assertThat(files).containsExactly(others.resolve("keys.properties"));
        }
    }

    /** What they show would be taken for the server's. */
    @Test
    void shouldShowNoOtherFilesThanTheServers() {
        final Path others = dir.resolve("root");
        SamplingKeys.create(others.resolve("keys.properties"));
        for (final boolean isRunning : new boolean[] {true, false}) {
            for (final Object[] command : new Object[][] {
                {"keys", "show", "--data", data, "--keys", others.resolve("keys.properties")},
                {"stations", "list", "--data", data, "--file", others.resolve("stations.conf")},
                {"callers", "list", "--data", data, "--file", others.resolve("callers.conf")},
                {"keys", "show", "--data", data}, {"stations", "list", "--data", data}, {"callers", "list", "--data", data}}) {
                final CommandRun run = CommandRun.of(command);
                assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.USAGE);
                assertThat(run.out()).isEmpty();
                assertThat(run.err()).contains("nothing was shown: the server on " + data + " uses", dir.toString())
                    .hasLineCount(1);
            }
            server.drainAndClose();
        }
        assertThat(CommandRun.of("keys", "show", "--config", config).exitCode()).isZero();
        assertThat(CommandRun.of("keys", "show", "--keys", others.resolve("keys.properties")).out())
            .as("that one was asked for, and no server").contains(others.toString());
    }

    @Test
    void shouldShowWhichStationsAreBlockedAndThatThereIsNoToken() {
        CommandRun.of("stations", "block", "21", "--config", config);
        CommandRun.of("stations", "block", "3", "--config", config);

        final CommandRun text = CommandRun.of("stations", "list", "--config", config);
        assertThat(text.outLines()).hasSize(2);
        assertThat(text.outLines().get(0)).startsWith("3 ").contains("BLOCKED", "swabline stations unblock 3");
        assertThat(text.err()).isEqualTo("no tokens in " + stations + "\n");
        assertThat(CommandRun.of("stations", "list", "--config", config, "--format", "json").out())
            .isEqualTo("{\"station\":\"3\",\"blocked\":true}\n{\"station\":\"21\",\"blocked\":true}\n");
        assertThat(CommandRun.of("stations", "list", "--config", config, "--format", "csv").outLines())
            .containsExactly("station,token_id,right,made_at,valid_until,ended", "3,,blocked,,,", "21,,blocked,,,");
        assertThat(CommandRun.of("stations", "list", "--file", stations).out()).as("a file alone").isEmpty();
        assertThat(CommandRun.of("callers", "list", "--config", config).err()).isEqualTo("no callers in " + callers + "\n");
    }

    private void assertRefused(final Object... command) {
        final CommandRun run = CommandRun.of(command);
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("nothing was changed: the server on " + data + " uses", dir.toString())
            .hasLineCount(1);
    }

    @Test
    void shouldSayThatTheServerHasNotTakenAChangeAndWhy() throws Exception {
        SamplingKeys.create(dir.resolve("other.properties"));
        Files.move(dir.resolve("other.properties"), keys, StandardCopyOption.REPLACE_EXISTING);

        final CommandRun run = CommandRun.of("keys", "rotate", "--config", config);

        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run.err()).contains("was changed, but the server on " + data + " has NOT taken it", "another pepper");
    }

    /** The only backup is older than a withdrawal. */
    @Test
    void shouldMakeAnOlderKeyFileUsableWithItsWithdrawalsOnly() throws Exception {
        final byte[] older = Files.readAllBytes(keys);
        assertThat(CommandRun.of("keys", "withdraw", "1", "--config", config).exitCode()).isZero();
        Files.write(keys, older);
        final CommandRun rotated = CommandRun.of("keys", "rotate", "--config", config);
        assertThat(rotated.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(rotated.err()).contains("has NOT taken it", "no longer withdraws key 1", "swabline keys restore");

        Files.write(keys, older);
        final CommandRun restored = CommandRun.of("keys", "restore", "--config", config);

        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.err()).contains("The server on " + data + " has taken it");
        assertThat(restored.out()).containsPattern("revision +3").containsPattern("key 1 +withdrawn");
        final CommandRun unknown = CommandRun.of("keys", "restore", "--keys", keys, "--data", dir.resolve("elsewhere"));
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("nothing was changed", "--data").hasLineCount(1);
    }

    @Test
    void shouldSayThatNoServerRuns() {
        server.drainAndClose();

        final CommandRun run = CommandRun.of("stations", "add", "18", "--config", config);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("No server is running on " + data + "; the next one reads it when it starts.");
    }

    @Test
    void shouldNotMakeAStationsFileInPlaceOfOneThatWasLost() throws Exception {
        assertThat(CommandRun.of("stations", "remove", "18", "--certificates", "--config", config).exitCode()).isZero();
        Files.delete(stations);

        final CommandRun run = CommandRun.of("stations", "add", "18", "--config", config);

        assertThat(run.exitCode()).as(run.err()).isNotZero();
        assertThat(run.err()).contains("is missing", "restore it");
        assertThat(stations).doesNotExist();
    }

    @Test
    void shouldFindTheServerToBlockAtByItsConfiguration() {
        assertThat(CommandRun.of("stations", "block", "18", "--config", config).out()).contains("blocked station 18");
        final CommandRun again = CommandRun.of("stations", "block", "018", "--config", config);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).isEqualTo("station 018 was blocked already\n");
        assertThat(CommandRun.of("stations", "unblock", "018", "--config", config).out()).contains("unblocked station 018");
        final CommandRun notBlocked = CommandRun.of("stations", "unblock", "18", "--config", config);
        assertThat(notBlocked.exitCode()).as(notBlocked.err()).isZero();
        assertThat(notBlocked.out()).isEqualTo("station 18 was not blocked\n");
        final CommandRun release = CommandRun.of("samples", "release", "TUBE", "--config", config);
        assertThat(release.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(release.err()).contains("nothing to release");
        for (final String none : new String[] {"abc", "0", "-1", "4294967296000", "1-2"}) {
            for (final String command : new String[] {"block", "unblock"}) {
                assertThat(CommandRun.of("stations", command, "--config", config, "--", none).exitCode()).as(none)
                    .isEqualTo(ExitCode.USAGE);
            }
        }
        for (final String none : new String[] {"", "SEVENTEEN-LETTERS", "tube 1", "样本"}) {
            final CommandRun run = CommandRun.of("samples", "release", none, "--config", config);
            assertThat(run.exitCode()).as("'" + none + "': " + run.out() + run.err()).isEqualTo(ExitCode.CHECK_FAILED);
            assertThat(run.err()).hasLineCount(1);
        }
    }

    /** In the data directory of this server, of another one, and of none. */
    @Test
    void shouldSayThatNothingWasChangedWhereTheServerIsNotThere() throws Exception {
        final Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
        server.drainAndClose();
        for (final String[] command : new String[][] {{"stations", "block", "18"}, {"stations", "unblock", "18"},
            {"samples", "release", "TUBE"}}) {
            for (final Path none : new Path[] {data, elsewhere, dir.resolve("missing")}) {
                final CommandRun run = CommandRun.of(command[0], command[1], command[2], "--data", none);
                assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.CHECK_FAILED);
                assertThat(run.out()).isEmpty();
                assertThat(run.err()).contains("no server is running on " + none, "nothing was changed", "--config")
                    .hasLineCount(1);
            }
        }
        assertThat(data.resolve("blocked-stations")).doesNotExist();
    }

    /** As while a server starts: it holds the journal and does not listen yet. */
    @Test
    void shouldSayThatNothingWasChangedWhereTheServerDoesNotListen() throws Exception {
        final Path socket = data.resolve("control/socket");
        Files.move(socket, data.resolve("control/away"));
        try {
            final CommandRun run = CommandRun.of("stations", "block", "18", "--config", config);
            assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
            assertThat(run.err()).contains("does not listen on its control socket", "nothing was changed").hasLineCount(1);
        } finally {
            Files.move(data.resolve("control/away"), socket);
        }
    }

    /** As root without a configuration in some directory: its own home has a key file that no server uses. */
    @Test
    void shouldChangeNothingWhereNothingNamesAServer() throws Exception {
        final Path home = Files.createDirectory(dir.resolve("home"));
        final String before = System.getProperty("user.home");
        System.setProperty("user.home", home.toString());
        ConfigFactory.invalidateCaches();
        try {
            final Path others = home.resolve(".swabline/keys.properties");
            SamplingKeys.create(others);
            final byte[] bytes = Files.readAllBytes(others);
            for (final Object[] command : new Object[][] {{"keys", "withdraw", "1"}, {"keys", "rotate"}, {"keys", "new-root"},
                {"stations", "remove", "18", "--certificates"}, {"callers", "remove", "app"}}) {
                final CommandRun run = CommandRun.of(command);
                assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.USAGE);
                assertThat(run.err()).contains("nothing says which server", "--config", "--data").hasLineCount(1);
            }
            assertThat(Files.readAllBytes(others)).isEqualTo(bytes);
            assertThat(CommandRun.of("keys", "rotate", "--keys", others).exitCode()).as("the file is named").isZero();
            System.setProperty("swabline.data.directory", data.toString());
            ConfigFactory.invalidateCaches();
            assertRefused("keys", "rotate");
        } finally {
            System.clearProperty("swabline.data.directory");
            System.setProperty("user.home", before);
            ConfigFactory.invalidateCaches();
        }
    }
}
