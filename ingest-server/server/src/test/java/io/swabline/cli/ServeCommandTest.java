package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own: how it starts, is refused a start, and stops. */
class ServeCommandTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Path FLAGS = Path.of("../bin/java.flags").toAbsolutePath().normalize();

    @TempDir
    private Path dir;

    @Test
    void shouldServeUntilTerminatedAndEndWithZero() throws Exception {
        try (ChildProcess server = serve("first", "--port", 0)) {
            final String ready = server.awaitLogLine(".*listening on 127.0.0.1:.*", TIMEOUT);
            assertThat(ready).contains("durability os");

            try (ChildProcess second = serve("second", "--port", 0)) {
                assertThat(second.awaitExit(TIMEOUT)).isEqualTo(ExitCode.COULD_NOT_START);
                assertThat(second.lastLogLine()).startsWith("swabline: ").contains("in use");
            }
            server.terminate();
            assertThat(server.awaitExit(TIMEOUT)).isZero();
            assertThat(server.lastLogLine()).contains("DRAINED");
            assertThat(server.out()).isEmptyFile();
        }
    }

    @Test
    void shouldSayInOneLineWhyItCannotStart() throws IOException {
        final Path keys = dir.resolve("keys.properties");
        CommandRun.of("keys", "init", "--keys", keys);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(ExitCode.COULD_NOT_START, "--http-port", "--port", 0, "--http-port", taken.getLocalPort());
            assertRefused(ExitCode.COULD_NOT_START, "need a port each", "--port", 7221, "--http-port", 7221);
            assertThat(dir.resolve("data")).as("told before it takes scans").doesNotExist();
            assertRefused(ExitCode.COULD_NOT_START, "choose another with --port", "--port", taken.getLocalPort());
        }
        assertRefused(ExitCode.COULD_NOT_START, "an H2 registry is embedded", "--set", "registry.url=jdbc:h2:mem:registry");
        assertRefused(ExitCode.COULD_NOT_START, "pages and API cannot listen on no.such.host.invalid: no such address", "--set",
            "http.host=no.such.host.invalid");
        assertRefused(ExitCode.COULD_NOT_START, "cannot listen on no.such.host.invalid: no such address", "--host",
            "no.such.host.invalid");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(ExitCode.COULD_NOT_START, "chmod 600");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(keys, "nonsense");
        assertRefused(ExitCode.COULD_NOT_START, "keys.properties");
        Files.delete(keys);
        assertRefused(ExitCode.COULD_NOT_START, "keys.properties", "--set", "keys.create-if-missing=false");
        Files.writeString(dir.resolve("a file"), "");
        assertRefused(ExitCode.COULD_NOT_START, "a file is a file: name a directory", "--data", dir.resolve("a file"));
    }

    @Test
    void shouldRefuseAPasswordFileThatOthersReadBeforeItTakesStations() throws IOException {
        final Path password = Files.writeString(dir.resolve("password"), "secret");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));

        assertRefused(ExitCode.COULD_NOT_START, "chmod 600", "--set", "registry.password-file=" + password);
        assertRefused(ExitCode.COULD_NOT_START, "registry.password-file",
            "--set", "registry.password-file=" + dir.resolve("none"));
        assertThat(dir.resolve("data")).doesNotExist();
    }

    @Test
    void shouldRefuseToServeOthersWithoutProtection() {
        assertRefused(ExitCode.COULD_NOT_START, "tls.certificate-file", "--set", "http.host=0.0.0.0");
        assertRefused(ExitCode.COULD_NOT_START, "pages.development-login = false", "--set", "http.host=0.0.0.0",
            "--set", "access.unprotected-allowed=true", "--set", "pages.development-login=true");
        assertThat(dir.resolve("data")).doesNotExist();
    }

    @Test
    void shouldRefuseWrongSettings() {
        assertRefused(ExitCode.USAGE, "did you mean pool.size?", "--set", "pool.siz=3");
        assertRefused(ExitCode.USAGE, "from 0 to 65535", "--port", 99_999);
        assertRefused(ExitCode.USAGE, "disk, os", "--durability", "raid");
        assertRefused(ExitCode.USAGE, "none.conf", "--config", "none.conf");
    }

    private void assertRefused(final int exitCode, final String reason, final Object... options) {
        final Stream<Object> command = Stream.of(
            "serve", "--keys", dir.resolve("keys.properties"), "--set", "dedup.persons-max=1000",
            "--set", "pool.samples-max=1000", "--set", "journal.block-size=1MiB",
            "--set", "http.callers-file=" + dir.resolve("callers.conf"));
        final Stream<Object> http = List.of(options).contains("--http-port") ? Stream.of() : Stream.of("--http-port", 0);
        final boolean hasData = List.of(options).contains("--data");
        final Stream<Object> data = hasData ? Stream.of() : Stream.of("--data", dir.resolve("data"));
        final CommandRun run = CommandRun.of(Stream.of(command, http, data, Stream.of(options)).flatMap(s -> s).toArray());

        assertThat(run.exitCode()).as(reason).isEqualTo(exitCode);
        assertThat(run.err()).contains(reason).hasLineCount(1).startsWith("swabline: ");
    }

    private ChildProcess serve(final String name, final Object... options) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + FLAGS, "-Xmx128m", "-XX:+UseSerialGC",
            "-cp", System.getProperty("java.class.path"), Swabline.class.getName(), "serve",
            "--data", dir.resolve("data").toString(), "--keys", dir.resolve("keys.properties").toString(),
            "--durability", "os", "--set", "dedup.persons-max=1000", "--set", "pool.samples-max=1000",
            "--set", "streams.max=64", "--http-port", "0", "--set", "journal.block-size=1MiB"));
        Stream.of(options).map(Object::toString).forEach(command::add);
        return ChildProcess.start(name, dir, command);
    }

    /** It ended with a stack trace half way through the start. */
    @Test
    void shouldNotStartWithTablesForWhichThereIsNoMemory() {
        final String[] tables = {"--set", "dedup.persons-max=1000000000", "--set", "pool.samples-max=1000000000"};
        final CommandRun run = CommandRun.of("serve", "--data", dir.resolve("data"), "--keys", dir.resolve("keys.properties"),
            "--port", "0", "--set", "http.enabled=false", tables[0], tables[1], tables[2], tables[3]);

        assertThat(run.exitCode()).isEqualTo(ExitCode.COULD_NOT_START);
        assertThat(run.err()).contains("people 23842", "samples 47684").doesNotContain("\tat ");
        assertThat(dir.resolve("data/journal")).doesNotExist();
    }
}
