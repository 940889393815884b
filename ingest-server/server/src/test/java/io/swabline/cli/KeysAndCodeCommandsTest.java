package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.CoreCheck;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysAndCodeCommandsTest {
    private static final String ID_NUMBER = "11010519491231002X";
    private static final String OTHER_ID_NUMBER = "440524188001010014";

    @TempDir
    private Path dir;
    private Path keys;

    @BeforeEach
    void makeKeys() {
        keys = dir.resolve("keys.properties");
        assertThat(CommandRun.of("keys", "init", "--keys", keys).exitCode()).isZero();
    }

    @Test
    void shouldMakeRotateAndWithdrawKeys() {
        final CommandRun rotated = CommandRun.of("keys", "rotate", "--keys", keys, "--format", "json");
        final CommandRun withdrawn = CommandRun.of("keys", "withdraw", 1, "--keys", keys);

        assertThat(rotated.outLines()).hasSize(2);
        assertThat(rotated.out()).contains("{\"key\":1,\"status\":\"previous\"", "{\"key\":2,\"status\":\"current\"");
        assertThat(withdrawn.exitCode()).isZero();
        assertThat(withdrawn.out()).containsPattern("key 1 +withdrawn");
    }

    @Test
    void shouldNeverReplaceAKeyFile() throws IOException {
        final byte[] before = Files.readAllBytes(keys);
        final CommandRun again = CommandRun.of("keys", "init", "--keys", keys);

        assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err().lines()).hasSize(1).first().asString().contains("exists");
        assertThat(Files.readAllBytes(keys)).isEqualTo(before);
    }

    @Test
    void shouldSayWhichKeysThereAreWhenOneIsMissing() {
        assertThat(CommandRun.of("keys", "withdraw", 9, "--keys", keys).err()).contains("no key 9", "[1]");
        assertThat(CommandRun.of("keys", "rotate", "--keys", dir.resolve("none")).err()).contains("swabline keys init");
    }

    @Test
    void shouldIssueDrawScanShowAndVerifyACode() {
        final Path image = dir.resolve("code.png");
        final CommandRun issued = CommandRun.withInput(ID_NUMBER + "\n", "code", "issue", "--keys", keys, "--out", image);
        final String text = issued.outLines().get(0);

        assertThat(issued.exitCode()).isZero();
        assertThat(text).startsWith("N1:").hasSize(153);
        assertThat(issued.outLines()).as("nothing but codes").hasSize(1);
        assertThat(issued.err()).startsWith("1 code, valid until 2").contains("drawn to " + image).hasLineCount(1);
        assertThat(CommandRun.of("code", "scan", image).out()).isEqualTo(text + System.lineSeparator());
        assertThat(CommandRun.of("code", "show", image, "--keys", keys).out()).contains("genuine      yes, and valid now");
        assertThat(CommandRun.of("code", "show", text, "--keys", dir.resolve("none")).out()).contains("not known");
        assertThat(CommandRun.of("code", "verify", text, image, "--keys", keys).exitCode()).isZero();
        assertThat(CommandRun.withInput(text + "\r\n", "code", "verify", "--keys", keys).exitCode()).isZero();
    }

    @Test
    void shouldIssueSeveralCodesToADirectory() {
        final CommandRun issued = CommandRun.withInput(
            ID_NUMBER + "\n\n" + OTHER_ID_NUMBER + "\n",
            "code", "issue", "--keys", keys, "--out", dir, "--relative", "--format", "json");

        assertThat(issued.err()).isEmpty();
        assertThat(issued.outLines()).hasSize(2);
        assertThat(dir.resolve("code-0001.png")).exists();
        final CommandRun shown = CommandRun.of("code", "show", dir.resolve("code-0002.png"), "--keys", keys, "--format", "json");
        assertThat(shown.out()).contains("\"relative\":true", "\"genuine\":true", "\"verdict\":\"VALID\"");
    }

    @Test
    void shouldNumberCodesByTheSecondAsTheRegistryDoes() {
        final CommandRun issued = CommandRun.of("code", "issue", "--keys", keys, "--issued-at", "2022-01-01T01:00:00Z",
            "--id", ID_NUMBER, "--id", OTHER_ID_NUMBER, "--id", ID_NUMBER);

        final CoreCheck check = new CoreCheck(SamplingKeys.load(keys).current());
        final List<Long> issueNumbers = issued.outLines().stream().filter(line -> line.startsWith("N1:"))
            .map(text -> check.unseal(SamplingCode.parse(text).core(), 0, new byte[Pseudonym.LENGTH], 0)).toList();
        assertThat(issueNumbers).as("a re-issue supersedes lower ones").containsExactly(3_600L, 3_600L, 3_601L);
        assertThat(CommandRun.of("code", "issue", "--help").out()).contains("not in the registry");
    }

    /** A day ends in Shanghai twenty hours before it does in this zone. */
    @Test
    void shouldJudgeBirthDatesByTheDayInShanghai() {
        final TimeZone before = TimeZone.getDefault();
        final byte[] born = LocalDate.now(ZoneId.of("Asia/Shanghai"))
            .format(DateTimeFormatter.ofPattern("'110101'yyyyMMdd'0010'")).getBytes(StandardCharsets.US_ASCII);
        born[born.length - 1] = IdNumber.checkCharacter(born, 0);
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Etc/GMT+12"));
            assertThat(CommandRun.of(
                "code", "issue", "--keys", keys, "--id", new String(born, StandardCharsets.US_ASCII)).exitCode()).isZero();
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void shouldRefuseAWrongIdNumberWithoutRepeatingIt() {
        final CommandRun issued = CommandRun.of("code", "issue", "--keys", keys, "--id", ID_NUMBER, "--id", "110105194912310021");

        assertThat(issued.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(issued.out()).isEmpty();
        assertThat(issued.err()).contains("number 2 of 2").doesNotContain("110105194912310021").hasLineCount(1);
        assertThat(CommandRun.of("code", "issue", "--keys", keys).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("code", "issue", "--keys", keys, "--id", ID_NUMBER, "--out", "-").exitCode())
            .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("code", "issue", "--keys", keys, "--id", ID_NUMBER, "--valid-days", 256).exitCode())
            .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldFailVerifyForForgedExpiredAndUnreadableCodes() throws IOException {
        final String lastYear = Instant.now().minus(Duration.ofDays(365)).toString();
        final String expired =
            CommandRun.of("code", "issue", "--keys", keys, "--id", ID_NUMBER, "--issued-at", lastYear).outLines().get(0);
        final Path otherKeys = dir.resolve("other.properties");
        CommandRun.of("keys", "init", "--keys", otherKeys);
        final String forged = CommandRun.of("code", "issue", "--keys", otherKeys, "--id", ID_NUMBER).outLines().get(0);
        final Path noImage = Files.writeString(dir.resolve("text.png"), "no image");
        final Path list = Files.write(
            dir.resolve("list"), List.of(expired, forged, noImage.toString(), "N1:SHORT", ID_NUMBER));

        final CommandRun verified = CommandRun.of("code", "verify", "--keys", keys, "--format", "json", "@" + list);

        assertThat(verified.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(verified.outLines()).hasSize(5).noneMatch(line -> line.contains("\"valid\":true"));
        assertThat(verified.outLines().get(0)).contains("EXPIRED");
        assertThat(verified.outLines().get(1)).contains("FORGED");
        assertThat(verified.out()).doesNotContain(ID_NUMBER);
        assertThat(CommandRun.of("code", "verify", "--keys", keys, "--at", lastYear, expired).exitCode()).isZero();
        assertThat(CommandRun.of("code", "show", "--keys", keys, expired).out()).contains("not valid now: EXPIRED");
        assertThat(CommandRun.of("code", "scan", noImage).exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
    }

    @Test
    void shouldNotCallNothingAtAllASuccess() throws IOException {
        final Path empty = Files.createFile(dir.resolve("empty"));
        final Object[][] commands = {{"code", "scan"}, {"code", "verify", "--keys", keys}, {"station", "send"}};
        for (final Object[] command : commands) {
            assertThat(CommandRun.withInput("", command).exitCode()).as("%s", List.of(command)).isEqualTo(ExitCode.USAGE);
        }
        assertThat(CommandRun.of("code", "verify", "--keys", keys, "@" + empty).err())
            .contains("nothing was given").hasLineCount(1);
        assertThat(CommandRun.of("code", "scan", "missing.png").err()).contains("argument 1").contains("no such file");
    }
}
