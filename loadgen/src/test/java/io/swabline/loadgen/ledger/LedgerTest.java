package io.swabline.loadgen.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final int ENTRIES = 10_000;

    @TempDir
    private Path directory;

    @Test
    void shouldReadBackWhatWasWritten() throws IOException {
        final Path path = write(true);
        try (LedgerReader reader = LedgerReader.open(path)) {
            assertThat(reader.runId()).isEqualTo(42);
            assertThat(reader.startedAtMs()).isEqualTo(1_000);
            final List<Integer> sequences = new ArrayList<>();
            reader.forEach(slot -> {
                final int i = reader.sequence(slot);
                sequences.add(i);
                assertThat(reader.stream(slot)).isEqualTo(-5L);
                assertThat(reader.station(slot)).isEqualTo(77);
                assertThat(reader.fingerprint(slot)).isEqualTo(i * 31);
                assertThat(reader.detail(slot)).isEqualTo(i + 1);
                assertThat(reader.expectedDetail(slot)).isEqualTo(i + 2);
                assertThat(reader.verdict(slot)).isEqualTo((byte) 2);
                assertThat(reader.expectedVerdict(slot)).isEqualTo((byte) 3);
                assertThat(reader.isRetransmitAsked(slot)).isTrue();
                assertThat(reader.isRetransmitAnswered(slot)).isFalse();
            });
            assertThat(sequences).hasSize(ENTRIES).startsWith(1, 2, 3).endsWith(ENTRIES);
            assertThat(reader.entries()).isEqualTo(ENTRIES);
            assertThat(reader.end()).isEqualTo(LedgerReader.End.COMPLETE);
        }
    }

    @Test
    void shouldRecogniseATornLedger() throws IOException {
        assertThat(endOf(write(false))).isEqualTo(LedgerReader.End.TORN);
        final Path path = write(true);
        final long length = Files.size(path);
        for (final long cut : new long[] {1, 31, 32, 33, 1_000, 5 * 32 * 1_000}) {
            truncate(path, length - cut);
            assertThat(endOf(path)).as("cut by %d", cut).isEqualTo(LedgerReader.End.TORN);
        }
        truncate(path, LedgerDescriptor.FILE_HEADER_LENGTH);
        assertThat(endOf(path)).isEqualTo(LedgerReader.End.TORN);
    }

    @Test
    void shouldRecogniseADamagedLedger() throws IOException {
        final long length = Files.size(write(true));
        final long block = LedgerDescriptor.BLOCK_LENGTH_MAX;
        for (final long at : new long[] {64, 68, 64 + 500, 64 + block, 64 + block + 10_000, 64 + 2 * block + 40, length - 20}) {
            final Path path = write(true);
            flip(path, at);
            assertThat(endOf(path)).as("flipped at %d", at).isEqualTo(LedgerReader.End.DAMAGED);
        }
    }

    @Test
    void shouldTellARunThatWasCutShort() throws IOException {
        final Path path = directory.resolve("short.ledger");
        try (LedgerFile file = LedgerFile.create(path, 1, 2)) {
            file.complete(true, 3);
        }
        assertThat(endOf(path)).isEqualTo(LedgerReader.End.CUT_SHORT);
    }

    @Test
    void shouldRefuseWhatIsNoLedger() throws IOException {
        final Path path = directory.resolve("other");
        Files.writeString(path, "short", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> LedgerReader.open(path)).isInstanceOf(LedgerException.class).hasMessageContaining("5 bytes");
        Files.writeString(path, "x".repeat(500), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> LedgerReader.open(path)).isInstanceOf(LedgerException.class).hasMessageContaining("SWABLEDG");
        final Path ledger = write(true);
        flip(ledger, LedgerDescriptor.FILE_RUN_ID_OFFSET);
        assertThatThrownBy(() -> LedgerReader.open(ledger)).isInstanceOf(LedgerException.class).hasMessageContaining("header");
    }

    private Path write(final boolean isWhole) throws IOException {
        final Path path = directory.resolve("ledger");
        try (LedgerFile file = LedgerFile.create(path, 42, 1_000)) {
            final LedgerWriter writer = new LedgerWriter(file);
            for (int i = 1; i <= ENTRIES; i++) {
                writer.append(-5L, i, 77, i * 31, i + 1, i + 2, (byte) 2, (byte) 3, LedgerDescriptor.FLAG_RETRANSMIT_ASKED);
            }
            writer.flush();
            if (isWhole) {
                file.complete(false, 2_000);
            }
        }
        return path;
    }

    private static LedgerReader.End endOf(final Path path) throws IOException {
        try (LedgerReader reader = LedgerReader.open(path)) {
            reader.forEach(slot -> { });
            return reader.end();
        }
    }

    private static void truncate(final Path path, final long length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
        }
    }

    private static void flip(final Path path, final long at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            final int value = file.read();
            file.seek(at);
            file.write(value ^ 0x10);
        }
    }
}
