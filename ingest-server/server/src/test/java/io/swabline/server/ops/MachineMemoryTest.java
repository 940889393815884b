package io.swabline.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineMemoryTest {
    private static final long UNKNOWN = Long.MAX_VALUE;
    private static final String MEMINFO = "MemTotal:        2097152 kB\nMemFree:           10 kB\nMemAvailable:    1048576 kB\n";

    @TempDir
    private Path groups;

    private void group(final String path, final String... filesAndTexts) throws IOException {
        final Path directory = Files.createDirectories(groups.resolve(path));
        for (int i = 0; i < filesAndTexts.length; i += 2) {
            Files.writeString(directory.resolve(filesAndTexts[i]), filesAndTexts[i + 1] + "\n");
        }
    }

    @Test
    void shouldTakeTheMachinesWhereNoGroupBoundsIt() throws IOException {
        group("user.slice", "memory.max", "max", "memory.current", "5");
        assertThat(MachineMemory.of(MEMINFO, "0::/user.slice\n", groups, 7))
            .isEqualTo(new MachineMemory(2L << 30, "the machine", 1L << 30, 7));
    }

    @Test
    void shouldTakeTheLeastOfAllGroupsAround() throws IOException {
        group("a", "memory.max", "1073741824", "memory.current", "900000000", "memory.stat", "anon 5\nfile 400000000");
        group("a/b", "memory.max", "max", "memory.current", "1");
        assertThat(MachineMemory.of(MEMINFO, "0::/a/b\n", groups, UNKNOWN)).isEqualTo(new MachineMemory(
            1L << 30, "the control group " + groups.resolve("a"), (1L << 30) - 500_000_000, UNKNOWN));
    }

    @Test
    void shouldKnowGroupsOfTheFirstVersion() throws IOException {
        group("memory/docker/x", "memory.limit_in_bytes", "536870912", "memory.usage_in_bytes", "100",
            "memory.stat", "total_cache 50");
        final String lines = "12:cpuset:/\n4:memory:/docker/x\n1:name=systemd:/docker/x\n";
        assertThat(MachineMemory.of(MEMINFO, lines, groups, UNKNOWN).bytes()).isEqualTo(512 << 20);
        assertThat(MachineMemory.of(MEMINFO, lines, groups, UNKNOWN).availableBytes()).isEqualTo((512 << 20) - 50);
    }

    @Test
    void shouldKnowNothingWhereTheKernelTellsNothing() {
        assertThat(MachineMemory.of("", "", groups, UNKNOWN))
            .isEqualTo(new MachineMemory(UNKNOWN, "the machine", UNKNOWN, UNKNOWN));
        assertThat(MachineMemory.of("", "0::/../../gone\n", groups, UNKNOWN).bytes()).isEqualTo(UNKNOWN);
    }

    @Test
    void shouldKnowThisMachine() {
        assertThat(MachineMemory.ofThisProcess().bytes()).isBetween(1L << 28, 1L << 50);
        assertThat(MachineMemory.ofThisServer().directBytes()).isLessThan(UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"2g, 2147483648", "512M, 536870912", "10k, 10240", "123, 123", "1t, 1099511627776", "0, 9223372036854775807",
        "x, 9223372036854775807", "999999999999999t, 9223372036854775807"})
    void shouldReadSizesAsJavaDoes(final String text, final long bytes) {
        assertThat(MachineMemory.size(text)).isEqualTo(bytes);
    }
}
