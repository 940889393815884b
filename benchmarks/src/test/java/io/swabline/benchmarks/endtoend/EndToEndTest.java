package io.swabline.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.swabline.benchmarks.report.JsonLine;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process, with the server and the load generator of this build. */
@Tag("slow")
class EndToEndTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir
    private Path directory;

    @BeforeAll
    static void requirePrograms() {
        assumeThat(HOME.resolve("ingest-server/server/target/lib")).as("the server's jars: run mvn verify").isDirectory();
        assumeThat(HOME.resolve("loadgen/target/lib")).as("the load generator's jars: run mvn verify").isDirectory();
    }

    private Process start(final String... arguments) throws Exception {
        final Path data = Files.createDirectories(directory.resolve("data"));
        final ProcessBuilder builder = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + HOME.resolve("ingest-server/bin/java.flags"),
            "-Dswabline.home=" + HOME,
            "-cp", System.getProperty("java.class.path"),
            "io.swabline.benchmarks.Bench", "end-to-end", "--data", data.toString());
        builder.command().addAll(List.of(arguments));
        return builder.redirectOutput(directory.resolve("out").toFile()).redirectError(directory.resolve("err").toFile()).start();
    }

    private List<Path> left() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("data"))) {
            return files.toList();
        }
    }

    /** The journal makes and deletes files meanwhile: one that goes while it is looked at says nothing, the next look will. */
    private boolean isLoadRunning() throws Exception {
        try (Stream<Path> files = Files.find(directory, 5, (file, attributes) -> file.endsWith("load-generator.out"))) {
            return files.findAny().isPresent();
        } catch (final UncheckedIOException | NoSuchFileException e) {
            return false;
        }
    }

    @Test
    void shouldMeasureCheckAndLeaveNothing() throws Exception {
        final Process bench = start("--quick", "--duration", "1s", "--durability", "disk", "--format", "json",
            "--include", "64|1 scan");

        assertThat(bench.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(bench.exitValue()).as(Files.readString(directory.resolve("err"))).isZero();
        final List<Map<String, String>> lines =
            Files.readAllLines(directory.resolve("out")).stream().map(JsonLine::read).toList();
        assertThat(lines).extracting(line -> line.get("workload")).contains("64 stations, frames of 64",
            "1,000 stations, 1 scan a frame", "baseline: raw append");
        assertThat(lines).filteredOn(line -> line.containsKey("acknowledged_per_second")).hasSize(2).allSatisfy(line ->
            assertThat(line).containsEntry("passed", "true").containsEntry("lost", "0").containsEntry("durability", "disk"));
        assertThat(left()).isEmpty();
    }

    @Test
    void shouldEndItsProcessesWhenItIsEnded() throws Exception {
        final Process bench = start("--duration", "5m", "--include", "frames of 64", "--durability", "os");
        final long deadlineNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!isLoadRunning() && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(POLL_NS);
        }
        assertThat(isLoadRunning()).as(Files.readString(directory.resolve("err"))).isTrue();
        final List<ProcessHandle> children = bench.descendants().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(2);

        bench.destroy();

        assertThat(bench.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(left()).isEmpty();
    }
}
