package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StationsCommandTest {
    private static final String TOKEN = "swt_[A-Za-z0-9_-]{43}";

    @TempDir
    private Path dir;

    @Test
    void shouldPrintATokenOnceAndKeepItsHash() throws IOException {
        final Path file = dir.resolve("private/stations.conf");
        final CommandRun added = CommandRun.of("stations", "add", "1207", "--for", "30d", "--file", file);

        assertThat(added.exitCode()).isZero();
        assertThat(added.outLines()).singleElement().asString().matches(TOKEN);
        assertThat(added.err()).contains("shown only now").doesNotContain("swt_");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(Files.readString(file)).contains("1207 scan ").doesNotContain(added.outLines().get(0));
        final CommandRun listed = CommandRun.of("stations", "list", "--file", file);
        assertThat(listed.out()).containsPattern("1207 +token [0-9a-f]{8} +scan +made 2.*Z +until 2.*Z")
            .doesNotContain(added.outLines().get(0));
    }

    @Test
    void shouldAddListAndRemoveARangeAndSubscribers() {
        final Path file = dir.resolve("stations.conf");
        final List<String> csv = CommandRun.of("stations", "add", "1-500", "--format", "csv", "--file", file).outLines();
        final String json =
            CommandRun.of("stations", "add", "lab-1", "--right", "subscribe", "--format", "json", "--file", file).out();

        assertThat(csv).hasSize(501).startsWith("station,token");
        assertThat(csv.get(500)).matches("500," + TOKEN);
        assertThat(csv.stream().map(line -> line.replaceFirst(".*,", "")).distinct()).hasSize(501);
        assertThat(json).containsPattern("\\{\"station\":\"lab-1\",\"token\":\"" + TOKEN + "\"}");
        assertThat(CommandRun.of("stations", "remove", "3-500", "--file", file).out()).contains("removed 498 tokens of 3-500");
        final List<String> left = CommandRun.of("stations", "list", "--format", "csv", "--file", file).outLines();
        assertThat(left).hasSize(4);
        final String tokenId = left.get(1).split(",")[1];
        assertThat(CommandRun.of("stations", "remove", "1", "--token", tokenId, "--file", file).exitCode()).isZero();
        assertThat(CommandRun.of("stations", "remove", "1", "--file", file).exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(CommandRun.of("stations", "remove", "2", "--certificates", "--file", file).exitCode()).isZero();
        assertThat(CommandRun.of("stations", "list", "--format", "json", "--file", file).outLines()).hasSize(2)
            .anyMatch(line -> line.startsWith("{\"station\":\"2\",\"certificates_withdrawn_before\":\"2"));
    }

    @Test
    void shouldMarkATokenThatHasEnded() throws IOException {
        final Path file = dir.resolve("stations.conf");
        CommandRun.of("stations", "add", "7", "--file", file);
        CommandRun.of("stations", "add", "8", "--for", "30d", "--file", file);
        CommandRun.of("stations", "remove", "9", "--certificates", "--file", file);
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^(8 .*) \\S+$", "$1 2022-04-16T08:00:00Z"));

        final List<String> text = CommandRun.of("stations", "list", "--file", file).outLines();
        assertThat(text.get(0)).doesNotContain("ENDED");
        assertThat(text.get(1)).endsWith("  ENDED at 2022-04-16T08:00:00Z");
        final List<String> json = CommandRun.of("stations", "list", "--format", "json", "--file", file).outLines();
        assertThat(json.get(0)).endsWith(",\"ended\":false}");
        assertThat(json.get(1)).endsWith(",\"valid_until\":\"2022-04-16T08:00:00Z\",\"ended\":true}");
        final List<String> csv = CommandRun.of("stations", "list", "--format", "csv", "--file", file).outLines();
        assertThat(csv.get(1)).endsWith(",,false");
        assertThat(csv.get(2)).endsWith(",2022-04-16T08:00:00Z,true");
        assertThat(csv).allMatch(line -> line.split(",", -1).length == 6);
    }

    @Test
    void shouldRefuseWhatCannotBe() throws IOException {
        final Path file = dir.resolve("stations.conf");

        for (final String names : List.of("0", "5-4", "1-200000", "4294967295", "Lab 1", "lab")) {
            assertThat(CommandRun.of("stations", "add", names, "--file", file).exitCode()).as(names).isEqualTo(ExitCode.USAGE);
        }
        assertThat(CommandRun.of("stations", "add", "7", "--right", "subscribe", "--file", file).exitCode())
            .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("stations", "add", "7", "--for", "0s", "--file", file).exitCode()).isEqualTo(ExitCode.USAGE);
        Files.writeString(file, "7 scan\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(CommandRun.of("stations", "list", "--file", file).err()).contains("chmod 600").hasLineCount(1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(CommandRun.of("stations", "list", "--file", file).err()).contains("line 1").hasLineCount(1);
    }
}
