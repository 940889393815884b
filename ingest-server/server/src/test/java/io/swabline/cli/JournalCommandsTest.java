package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.swabline.journal.BatchDescriptor;
import io.swabline.journal.Journal;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.Durability;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandsTest {
    private static final long APPENDED_AT_MS = 1_650_096_000_000L;
    private static final int RECORDS = 5_000;
    private static final int RECORDS_A_BATCH = 100;

    @TempDir
    private Path data;

    @BeforeEach
    void writeJournal() {
        final JournalSettings settings = JournalSettings.of(data)
            .withBlockSize(JournalSettings.BLOCK_SIZE_MIN)
            .withDurability(Durability.OS)
            .withClock(() -> APPENDED_AT_MS);
        try (Journal journal = JournalWriter.open(settings)) {
            for (int first = 0; first < RECORDS; first += RECORDS_A_BATCH) {
                for (int i = 0; i < RECORDS_A_BATCH; i++) {
                    putRecord(journal.batchBuffer(), BatchDescriptor.recordOffset(i), first + i);
                }
                journal.append(RECORDS_A_BATCH, APPENDED_AT_MS + first);
            }
            journal.sync();
        }
    }

    private static void putRecord(final MutableDirectBuffer buffer, final int offset, final int number) {
        buffer.setMemory(offset, RecordDescriptor.LENGTH, (byte) 0);
        RecordDescriptor.scannedAtMs(buffer, offset, APPENDED_AT_MS - 1000 + number);
        RecordDescriptor.stream(buffer, offset, 0xfedc_ba98_7654_3210L);
        RecordDescriptor.sequence(buffer, offset, number + 1);
        RecordDescriptor.station(buffer, offset, 7);
        final boolean isForged = number % 10 == 3;
        final boolean isMalformed = number == 5;
        if (!isForged) {
            buffer.putLong(offset + RecordDescriptor.PSEUDONYM_OFFSET, number + 1);
        }
        SampleId.put("T,\"" + number / 10, buffer, offset + RecordDescriptor.SAMPLE_ID_OFFSET);
        RecordDescriptor.receivedOffsetMs(buffer, offset, 2);
        RecordDescriptor.verdict(buffer, offset, (isForged ? Verdict.FORGED : isMalformed ? Verdict.MALFORMED
            : Verdict.ACCEPTED).code());
        RecordDescriptor.flags(buffer, offset,
            isMalformed ? RecordDescriptor.METHOD_UNKNOWN : ScanMethod.CODE.code() | RecordDescriptor.RELATIVE_FLAG);
    }

    /** "positions 0 to -1" are none. */
    @Test
    void shouldSayThatAnEmptyJournalHasNoPositions(@TempDir final Path empty) {
        JournalWriter.open(JournalSettings.of(empty).withBlockSize(JournalSettings.BLOCK_SIZE_MIN)
            .withDurability(Durability.OS)).close();

        assertThat(CommandRun.of("journal", "verify", "--data", empty).out())
            .contains("0 records in 0 batches, positions none, ").doesNotContain("-1");
        assertThat(CommandRun.of("journal", "stats", "--data", empty).out())
            .containsPattern("positions +none").doesNotContain("-1");
    }

    @Test
    void shouldExportToStandardOutput() throws IOException {
        final Path file = data.resolve("export");
        for (final String format : List.of("csv", "json")) {
            final CommandRun run =
                CommandRun.of("journal", "export", "--data", data, "--format", format, "--from", "4000", "--limit", "700", "-");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).isEqualTo("wrote 700 records to standard output\n");
            CommandRun.of("journal", "export", "--data", data, "--format", format, "--from", "4000", "--limit", "700", file);
            assertThat(run.out()).isEqualTo(Files.readString(file)).contains("4699");
        }
        assertThat(Path.of("-")).doesNotExist();
    }

    @Test
    void shouldFindTheJournalByTheServersConfiguration() throws IOException {
        final Path config = Files.writeString(data.resolve("swabline.conf"), "data.directory = \"" + data + "\"\n");
        assertThat(CommandRun.of("journal", "tail", "--config", config).outLines()).hasSize(RECORDS);
        assertThat(CommandRun.of("journal", "stats", "--config", config).out()).contains("5,000 in 50 batches");
        assertThat(CommandRun.of("journal", "verify", "--config", config).exitCode()).isZero();
        assertThat(CommandRun.of("journal", "export", "--config", config, "--limit", "1", "-").outLines()).hasSize(2);
        assertThat(CommandRun.of("journal", "stats", "--config", config, "--data", data.resolve("none")).err())
            .as("--data wins").contains("no journal in " + data.resolve("none"), "--config", "--data").hasLineCount(1);
        assertThat(CommandRun.of("journal", "stats", "--config", data.resolve("no.conf")).exitCode())
            .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldPrintRecordsAsJsonLines() throws IOException {
        final CommandRun tail = CommandRun.of("journal", "tail", "--data", data);

        assertThat(tail.err()).isEmpty();
        assertThat(tail.exitCode()).isZero();
        assertThat(tail.outLines()).hasSize(RECORDS);
        assertThat(tail.outLines().get(0)).isEqualTo("{\"position\":0,\"appended_at_ms\":1650096000000,"
            + "\"received_at_ms\":1650095999998,\"scanned_at_ms\":1650095999000,\"station\":7,\"stream\":\"fedcba9876543210\","
            + "\"sequence\":1,\"verdict\":\"ACCEPTED\",\"method\":\"CODE\",\"relative\":true,\"clock_corrected\":false,"
            + "\"sample\":\"T,\\\"0\",\"person\":\"010000000000000000000000\",\"issue\":0,\"detail\":0}");
        assertThat(tail.outLines().get(3)).contains("\"verdict\":\"FORGED\"", "\"person\":null");
        assertThat(tail.outLines().get(5)).contains("\"verdict\":\"MALFORMED\"", "\"method\":\"UNKNOWN\"");
        for (final String line : tail.outLines()) {
            try (JsonParser parser = new JsonFactory().createParser(line)) {
                while (parser.nextToken() != null) {
                    assertThat(parser.currentToken()).isNotNull();
                }
            }
        }
    }

    @Test
    void shouldPrintRecordsAsCsv() {
        final CommandRun tail = CommandRun.of("journal", "tail", "--data", data, "--format", "csv", "--limit", 6);

        assertThat(tail.outLines()).hasSize(7);
        assertThat(tail.outLines().get(0)).isEqualTo(String.join(",", RecordFields.NAMES));
        assertThat(tail.outLines().get(1)).isEqualTo("0,1650096000000,1650095999998,1650095999000,7,fedcba9876543210,1,ACCEPTED,"
            + "CODE,true,false,\"T,\"\"0\",010000000000000000000000,0,0");
        assertThat(tail.outLines().get(4)).endsWith(",\"T,\"\"0\",,0,0");
        assertThat(tail.outLines().get(6)).contains(",MALFORMED,UNKNOWN,");
    }

    @Test
    void shouldBeginWhereToldTo() {
        assertThat(positions("--from", 4_998)).containsExactly(4_998L, 4_999L);
        assertThat(positions("--oldest", "--limit", 2)).containsExactly(0L, 1L);
        assertThat(positions("--newest")).isEmpty();
        assertThat(positions("--from-time", Instant.ofEpochMilli(APPENDED_AT_MS + 4_900), "--limit", 1)).containsExactly(4_900L);
    }

    @Test
    void shouldGoOnWhereANamedTailLeftOff() {
        assertThat(positions("--name", "laboratory", "--limit", 3)).containsExactly(0L, 1L, 2L);
        assertThat(positions("--name", "laboratory", "--limit", 2)).containsExactly(3L, 4L);
        assertThat(positions("--name", "other", "--limit", 1)).containsExactly(0L);
    }

    @Test
    void shouldExportToAFileThatIsCompleteOrAbsent() throws IOException {
        final Path file = data.resolve("records.csv");
        final CommandRun export = CommandRun.of("journal", "export", "--data", data, "--from", 1_000, file);

        assertThat(export.exitCode()).isZero();
        assertThat(export.err()).contains("4000 records");
        assertThat(Files.readAllLines(file)).hasSize(1 + 4_000);
        assertThat(data.resolve("records.csv.part")).doesNotExist();
        assertThat(CommandRun.of("journal", "export", "--data", data.resolve("none"), file).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldVerifyAndCount() throws IOException {
        final CommandRun verified = CommandRun.of("journal", "verify", "--data", data);
        assertThat(verified.exitCode()).isZero();
        assertThat(verified.out()).contains("5000 records in 50 batches, positions 0 to 4999", "sound: nothing is missing");
        assertThat(CommandRun.of("journal", "verify", "--data", data, "--format", "json").out()).contains("\"sound\":true");
        assertThat(CommandRun.of("journal", "stats", "--data", data).out()).containsPattern("ACCEPTED +4,499");
        assertThat(CommandRun.of("journal", "stats", "--data", data, "--format", "json").out())
            .contains("\"records\":5000", "\"verdicts\":{\"ACCEPTED\":4499,\"FORGED\":500,\"MALFORMED\":1}");
    }

    @Test
    void shouldTellWhichRecordsDamageTook() throws IOException {
        final Path file;
        try (Stream<Path> files = Files.walk(data)) {
            file = files.filter(path -> path.toString().endsWith(".cq4")).findFirst().orElseThrow();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(64), 200_000);
        }
        final CommandRun verified = CommandRun.of("journal", "verify", "--data", data);
        assertThat(verified.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(verified.out()).contains("are missing: " + file);

        final CommandRun tail = tail();
        assertThat(tail.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(tail.err()).contains("are missing: deleted or damaged");
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThat(CommandRun.of("journal", "tail", "--data", data.resolve("none")).err()).contains("no journal").hasLineCount(1);
        for (final Object[] wrong : new Object[][] {
            {"--from", -1}, {"--from", 1, "--oldest"}, {"--name", "../x"}, {"--limit", "x"}}) {
            final CommandRun tail = tail(wrong);
            assertThat(tail.exitCode()).as("%s", List.of(wrong)).isEqualTo(ExitCode.USAGE);
            assertThat(tail.err()).as("%s", List.of(wrong)).hasLineCount(1);
        }
    }

    private List<Long> positions(final Object... options) {
        return tail(options).outLines().stream()
            .map(line -> Long.valueOf(line.substring("{\"position\":".length(), line.indexOf(','))))
            .toList();
    }

    private CommandRun tail(final Object... options) {
        final Object[] command = {"journal", "tail", "--data", data};
        return CommandRun.of(Stream.concat(Stream.of(command), Stream.of(options)).toArray());
    }
}
