package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallersCommandTest {
    @TempDir
    private Path dir;

    @Test
    void shouldPrintAKeyOnceAndKeepItsHash() throws IOException {
        final Path file = dir.resolve("private/callers.conf");
        final CommandRun added = CommandRun.of("callers", "add", "city-app", "--scope", "issue,lookup", "--file", file);

        assertThat(added.exitCode()).isZero();
        assertThat(added.outLines()).singleElement().asString().matches("swb_[A-Za-z0-9_-]{43}");
        assertThat(added.err()).contains("shown only now").doesNotContain("swb_");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(Files.readString(file)).contains("city-app issue,lookup ").doesNotContain(added.outLines().get(0));
        final CommandRun listed = CommandRun.of("callers", "list", "--file", file);
        assertThat(listed.out()).containsPattern("city-app +key [0-9a-f]{8} +issue,lookup +created 2")
            .doesNotContain(added.outLines().get(0));
    }

    @Test
    void shouldChangeAKeyWithoutAGap() {
        final Path file = dir.resolve("callers.conf");
        final String first = CommandRun.of("callers", "add", "city-app", "--scope", "issue", "--file", file).out();
        final String second =
            CommandRun.of("callers", "add", "city-app", "--scope", "issue", "--format", "json", "--file", file).out();
        final CommandRun listed = CommandRun.of("callers", "list", "--format", "json", "--file", file);

        assertThat(second).startsWith("{\"caller\":\"city-app\",\"key\":\"swb_").doesNotContain(first.strip());
        assertThat(listed.outLines()).hasSize(2);
        final String oldKey = listed.outLines().get(0).replaceAll(".*\"key_id\":\"([0-9a-f]+)\".*", "$1");
        assertThat(CommandRun.of("callers", "remove", "city-app", "--key", oldKey, "--file", file).out())
            .isEqualTo("removed 1 key of city-app" + System.lineSeparator());
        assertThat(CommandRun.of("callers", "list", "--file", file).outLines()).hasSize(1).noneMatch(l -> l.contains(oldKey));
        assertThat(CommandRun.of("callers", "remove", "city-app", "--file", file).exitCode()).isZero();
        assertThat(CommandRun.of("callers", "list", "--file", file).out()).isEmpty();
    }

    @Test
    void shouldRefuseWhatCannotBe() throws IOException {
        final Path file = dir.resolve("callers.conf");

        assertThat(CommandRun.of("callers", "add", "City App", "--scope", "issue", "--file", file).exitCode())
            .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("callers", "add", "app", "--scope", "everything", "--file", file).exitCode())
            .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("callers", "add", "app", "--file", file).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("callers", "remove", "app", "--file", file).exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        Files.writeString(file, "app issue\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(CommandRun.of("callers", "list", "--file", file).err()).contains("chmod 600").hasLineCount(1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(CommandRun.of("callers", "list", "--file", file).err()).contains("line 1").hasLineCount(1);
    }
}
