package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.cli.SettingsLoader;
import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.ScanMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server keeps of people is its user's only, also where no launcher has set the umask. */
class DataFilesTest {
    @TempDir
    private Path dir;

    private void serveOnce() throws Exception {
        final Map<String, Object> settings = new HashMap<>(Map.of("data.directory", dir.resolve("data"),
            "keys.file", dir.resolve("keys.properties"), "access.stations-file", dir.resolve("stations.conf"),
            "http.callers-file", dir.resolve("callers.conf"), "listen.port", 0, "http.port", 0,
            "dedup.persons-max", 10_000, "pool.samples-max", 10_000, "streams.max", 100));
        settings.put("journal.disk-free-min", "1MiB");
        final ServerSettings loaded = SettingsLoader.of(settings);
        final IngestServer server = IngestServer.start(loaded);
        try {
            server.startIssuing();
            scanOnce(server);
            assertThat(openToOthers(dir.resolve("data"))).as("while it runs").isEmpty();
        } finally {
            server.drainAndClose();
        }
    }

    private void scanOnce(final IngestServer server) throws Exception {
        try (RawStation station = new RawStation(server.port()).hello(7, 9, "")) {
            assertThat(station.reply()).startsWith("welcome");
            station.send(station.scansFrame(1, RawStation.scan(
                System.currentTimeMillis(), ScanMethod.CODE, "S1", new byte[36])));
            assertThat(station.repliesThrough(1)).doesNotContain("closed");
        }
    }

    private static List<String> openToOthers(final Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> isOpenToOthers(path)).map(Path::toString).toList();
        }
    }

    private static boolean isOpenToOthers(final Path path) {
        try {
            return OwnerOnlyFile.permissionsOpenToOthers(path) != null;
        } catch (final IOException removedMeanwhile) {
            return false;
        }
    }

    @Test
    void shouldMakeAllFilesForItsUserOnlyAndTightenThoseThatAreThere() throws Exception {
        serveOnce();
        assertThat(openToOthers(dir.resolve("data"))).as("after the end").isEmpty();
        try (Stream<Path> all = Files.walk(dir.resolve("data"))) {
            for (final Path path : all.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
        serveOnce();
        assertThat(openToOthers(dir.resolve("data"))).as("made by an earlier version").isEmpty();
    }

    @Test
    void shouldLeaveADirectoryThatOthersUseAsItIs() throws Exception {
        final Path shared = Files.createDirectory(dir.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        final Path foreign = Files.writeString(shared.resolve("motd"), "welcome");
        Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rw-r--r--"));
        final Path own = Files.createDirectory(shared.resolve("journal"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));

        DataDirectory.tighten(shared);

        assertThat(openToOthers(shared)).containsExactlyInAnyOrder(shared.toString(), foreign.toString());
    }
}
