package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.server.wiring.IngestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What staff see of {@code station send}: their language, their time, and what to do. */
class StationSendLanguageTest {
    @TempDir
    private static Path dir;
    private static IngestServer server;

    @BeforeAll
    static void startServer() throws InterruptedException {
        server = IngestServer.start(SettingsLoader.of(Map.of(
            "data.directory", dir.resolve("data"), "keys.file", dir.resolve("keys.properties"), "listen.port", 0,
            "durability", "os", "dedup.persons-max", 10_000, "pool.samples-max", 10_000, "streams.max", 64,
            "journal.block-size", "1MiB", "http.enabled", false)));
    }

    @AfterAll
    static void stopServer() {
        server.drainAndClose();
    }

    @Test
    void shouldSpeakChineseToStaff() throws IOException {
        final Path list = Files.write(
            dir.resolve("numbers"), List.of("110105199001010037", "110105199001010037", "110105199001010038"));

        final CommandRun run = send("--lang", "zh", "@" + list, dir.resolve("none.png"));

        assertThat(run.outLines()).hasSize(4)
            .contains(list + " 第 1 行：已登记（ACCEPTED）：请采样。")
            .contains(list + " 第 3 行：身份证号码有误（BAD_ID_NUMBER）：没有这样的身份证号码：请逐位核对，重新输入。")
            .contains("第 2 个参数：读不出（UNREADABLE）：没有这个图片文件，也不是核酸码文本或证件号码：请出示身份证，改扫身份证。")
            .anyMatch(line -> line.matches(
                ".* 第 2 行：重复登记（DOUBLE_SCAN），首次登记时间 [0-9年月日: ]+：此人本轮已经登记过，请勿重复采样。"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asia/Shanghai", "America/St_Johns"})
    void shouldShowTheTimeOfTheStation(final String zone) {
        final String number = zone.startsWith("Asia") ? "110105199001010053" : "11010519900101007X";
        final LocalTime before = LocalTime.now(ZoneId.of(zone));
        send(number);
        final String line = send("--zone", zone, number).outLines().get(0);
        final LocalTime after = LocalTime.now(ZoneId.of(zone));

        final LocalTime shown = LocalTime.parse(line.replaceAll(".*first accepted at ([0-9-]+ )?([0-9:]{8})\\).*", "$2"));
        assertThat(before.isAfter(after) // midnight there
            || !shown.isBefore(before.withNano(0)) && !shown.isAfter(after)).as("%s: %s", before, line).isTrue();
    }

    /** A terminal's staff cannot wait until the reading of a code is understood. */
    @Test
    void shouldAskForTheIdCardWhereACodeCannotBeRead() throws IOException {
        final Path text = Files.writeString(dir.resolve("text.png"), "no image");
        final CommandRun english = send("N1:ABC", text, "nonsense");
        assertThat(english.outLines()).hasSize(3).allMatch(line -> line.contains("UNREADABLE: "))
            .allMatch(line -> line.endsWith("; ask for the ID card and scan that instead"));
        final CommandRun chinese = send("--lang", "zh", "N1:ABC", text, "nonsense");
        assertThat(chinese.outLines()).containsExactlyInAnyOrder(
            "第 1 个参数：读不出（UNREADABLE）：核酸码不完整：请出示身份证，改扫身份证。",
            text + "：读不出（UNREADABLE）：图片打不开或太大，可另存为 PNG 再试：请出示身份证，改扫身份证。",
            "第 3 个参数：读不出（UNREADABLE）：没有这个图片文件，也不是核酸码文本或证件号码：请出示身份证，改扫身份证。");
    }

    @Test
    void shouldPrintTheSameForProgramsInEveryLanguage() throws IOException {
        final Path list = Files.writeString(dir.resolve("list"), "110105199001010010\nN1:ABC\nnone\n");
        send("@" + list);

        final List<String> english = send("--lang", "en", "--sample", "T", "--format", "json", "@" + list).outLines();
        final List<String> chinese = send("--lang", "zh", "--sample", "T", "--format", "json", "@" + list).outLines();

        assertThat(chinese).hasSize(3).containsExactlyInAnyOrderElementsOf(english);
        assertThat(String.join("", chinese)).doesNotMatch("(?s).*\\p{IsHan}.*");
    }

    @Test
    void shouldSpeakTheLanguageOfTheEnvironment() {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final Console console =
            Console.of(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream(), "zh_CN.UTF-8");

        Swabline.run(console, StopSignal.byHand(), "station", "send", "--port", Integer.toString(server.port()), "nonsense");

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("第 1 个参数：读不出");
    }

    /** On a terminal of the 1990s, too: a locale without Chinese characters made question marks of them. */
    @Test
    void shouldWriteUtf8WhateverTheCharsetOfTheMachine() throws Exception {
        final int closed;
        try (ServerSocket free = new ServerSocket(0)) {
            closed = free.getLocalPort();
        }
        final Path out = dir.resolve("out");
        final Path err = dir.resolve("err");
        final ProcessBuilder builder = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@../bin/java.flags",
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
            "-Dfile.encoding=ISO-8859-1", "-Dsun.stdout.encoding=US-ASCII", "-Dsun.stderr.encoding=US-ASCII",
            "-Dstdout.encoding=US-ASCII", "-Dstderr.encoding=US-ASCII", "-cp", System.getProperty("java.class.path"),
            Swabline.class.getName(), "station", "send", "--port", Integer.toString(closed), "--timeout", "300ms", "nonsense",
            "110105199001010010");
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
        builder.environment().putAll(Map.of("LANG", "C", "SWABLINE_LOCALE", "zh_CN.GBK"));

        final int exitCode = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();

        assertThat(exitCode).as(Files.readString(err)).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(Files.readString(out)).contains("第 1 个参数：读不出").doesNotContain("?");
        assertThat(Files.readString(err)).contains("连不上 127.0.0.1:" + closed + "（对方没有响应的程序", "没有结果的扫码不能视为已登记")
            .doesNotContain("?");
    }

    @Test
    void shouldRefuseLanguagesAndZonesThatItDoesNotKnow() {
        for (final Object[] wrong : new Object[][] {{"--lang", "fr"}, {"--zone", "Asia/Nowhere"}}) {
            final CommandRun run = send(wrong);
            assertThat(run.exitCode()).as("%s", List.of(wrong)).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).as("%s", List.of(wrong)).hasLineCount(1);
        }
    }

    private static CommandRun send(final Object... arguments) {
        return CommandRun.of(
            Stream.concat(Stream.of("station", "send", "--port", server.port()), Stream.of(arguments)).toArray());
    }
}
