package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot have its memory ends with exit code 3 and a line that names the limit, whatever the limit is. */
@Tag("slow")
class MemoryLimitTest {
    private static final int COULD_NOT_START = 3;
    private static final int USAGE = 2;
    private static final long LIMIT_SECONDS = 120;

    @TempDir
    private Path directory;

    /** What a process ended with. */
    private record Ended(int exitCode, String errors) {
    }

    private static Ended run(final Path errors, final List<String> command) throws Exception {
        final Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile()).start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
            return new Ended(process.exitValue(), Files.readString(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(final String directMax, final String... arguments) {
        final List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--set", "data.directory=" + directory.resolve("data"),
            "--set", "keys.file=" + directory.resolve("keys"), "--set", "http.enabled=false", "--set", "listen.port=0"));
        final List<String> command = Processes.swabline("-Xmx128m", all);
        command.replaceAll(flag -> flag.startsWith("-XX:MaxDirectMemorySize=") ? "-XX:MaxDirectMemorySize=" + directMax : flag);
        return command;
    }

    @Test
    void shouldNameTheLimitOfDirectMemoryWhenCheckedAndWhenStarted() throws Exception {
        final String[] city = {"--set", "dedup.persons-max=85000000", "--set", "pool.samples-max=42000000"};
        final Ended checked =
            run(directory.resolve("check"), command("2g", "config", "check", city[0], city[1], city[2], city[3]));
        final Ended started = run(directory.resolve("serve"), command("2g", "serve", city[0], city[1], city[2], city[3]));

        assertThat(checked.exitCode()).as(checked.errors()).isEqualTo(USAGE);
        assertThat(started.exitCode()).as(started.errors()).isEqualTo(COULD_NOT_START);
        for (final Ended ended : List.of(checked, started)) {
            assertThat(ended.errors()).contains("Java's limit is 2048 MiB (-XX:MaxDirectMemorySize)").contains("or set it to 4")
                .doesNotContain("\tat ");
        }
        assertThat(directory.resolve("data/journal")).as("nothing was begun").doesNotExist();
    }

    /** The address space is less than the tables need: the kernel refuses, where it had seemed that there is enough. */
    @Test
    void shouldEndWithALineWhenTheSystemGivesNoMemory() throws Exception {
        final String[] serve = {"serve", "--set", "city.people-per-day=20000000"};
        final List<String> limited = new ArrayList<>(List.of("bash", "-c", "ulimit -v 3000000; exec \"$@\"", "bash"));
        limited.addAll(command("64g", serve));
        final Ended ended = run(directory.resolve("serve"), limited);

        assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(COULD_NOT_START);
        assertThat(ended.errors()).contains("the system gives no memory for the tables").doesNotContain("\tat ");
    }
}
