package io.swabline.benchmarks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test of the test: a fuzzer that finds nothing may be one that looks at nothing. */
@Tag("slow")
class FuzzProcessTest {
    @TempDir
    private Path dir;

    @Test
    void shouldFindWhatABrokenDecoderTakes() throws IOException {
        final FuzzProcess process = new FuzzProcess(javaFlags(), BrokenDecoder.class.getName(), dir);
        process.seed("nothing", new byte[8]);

        final FuzzResult result = process.run(Duration.ofMinutes(2));

        assertThat(result.isClean()).as(Files.readString(process.log())).isFalse();
        assertThat(result.message()).contains("ArrayIndexOutOfBoundsException");
        assertThat(result.findings()).hasSize(1);
        final byte[] input = Files.readAllBytes(result.findings().get(0));
        assertThatThrownBy(() -> BrokenDecoder.fuzzerTestOneInput(input)).isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void shouldFindNothingInWhatHolds() throws IOException {
        final FuzzProcess process = new FuzzProcess(javaFlags(), FuzzTarget.BASE45.className(), dir);
        FuzzTarget.BASE45.seeds().forEach(seed -> process.seed("seed-" + seed.length, seed));

        final FuzzResult result = process.run(Duration.ofSeconds(3));

        assertThat(result.isClean()).as(Files.readString(process.log())).isTrue();
        assertThat(result.findings()).isEmpty();
        assertThat(result.inputs()).isGreaterThan(100);
        assertThat(result.coverage()).isPositive();
    }

    private static List<String> javaFlags() {
        final Path bin = Path.of("../ingest-server/bin").toAbsolutePath().normalize();
        final List<String> flags = new ArrayList<>();
        flags.add("@" + bin.resolve("java.flags"));
        if (Runtime.version().feature() >= 24) {
            flags.add("@" + bin.resolve("java24.flags"));
        }
        flags.addAll(List.of(
            "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        return flags;
    }
}
