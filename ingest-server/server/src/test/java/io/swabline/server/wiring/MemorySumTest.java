package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.cli.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemorySumTest {
    private static final long MIB = 1 << 20;
    private static final long HEAP = 256 * MIB;
    private static final Path FLAGS = Path.of("../bin/serve.flags");

    @Test
    void shouldAddUpItsParts() {
        final MemorySum sum = new MemorySum(SettingsLoader.of(Map.of()), HEAP);
        assertThat(sum.parts().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(sum.bytes());
        assertThat(sum.parts()).containsEntry("heap", HEAP).containsEntry("people", 26_666_667L * 25).doesNotContainKey("TLS");
        assertThat(sum.toString()).startsWith("at most ").contains(" MiB = people 636 + samples 255 + ");
    }

    /** A reader adds the parts up. */
    @Test
    void shouldPrintASumThatItsPartsAddUpTo() {
        for (final long heap : new long[] {HEAP, HEAP - 8 * MIB + 1, 300 * MIB + 1}) {
            final String[] text = new MemorySum(SettingsLoader.of(Map.of()), heap).toString().split(" MiB = ");
            final long parts = Arrays.stream(text[1].split(" \\+ ")).mapToLong(part -> Long.parseLong(part.replaceAll(".* ", "")))
                .sum();
            assertThat(text[0]).as(text[1]).isEqualTo("at most " + parts);
        }
    }

    @Test
    void shouldGrowWithEachLimit() {
        final long before = new MemorySum(SettingsLoader.of(Map.of()), HEAP).bytes();
        assertThat(List.of("dedup.persons-max=30000000", "pool.samples-max=6000000", "streams.max=70000",
            "cutoffs.max=300000", "links.max=300000",
            "pipeline.ring-slots=65536", "listen.event-loops=2", "listen.receive-memory-max=256MiB",
            "listen.send-memory-max=128MiB", "subscribers.max=20")).allSatisfy(setting -> {
                final String[] parts = setting.split("=");
                assertThat(new MemorySum(SettingsLoader.of(Map.of(parts[0], parts[1])), HEAP).bytes()).isGreaterThan(before);
            });
    }

    /** The launcher's flags must let the default settings have what they promise. */
    @Test
    void shouldFitTheFlagsOfTheServer() throws IOException {
        final List<String> flags = Files.readAllLines(FLAGS);
        final MemorySum sum = new MemorySum(SettingsLoader.of(Map.of()), HEAP);
        assertThat(flags).contains("-Xmx256m", "-XX:MaxDirectMemorySize=1t", "-Dio.netty.maxDirectMemory=536870912");
        assertThat(sum.poolBytes()).isLessThanOrEqualTo(512 * MIB);
        assertThat(sum.bytes()).as("the default start stays below 2 GiB").isLessThan(2_048 * MIB);
    }
}
