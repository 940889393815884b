package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A station sends malformed scans, three of which make records that hold a whole batch, with a checksum that is right. Readers
 * that begin somewhere within real batches, thousands of records long, must not take it for one. What the station cannot know
 * it guesses: the salt.
 *
 * <pre>
 *   record r      sample id: excerpt header, magic, count 1, firstPosition (low)   detail: firstPosition (high)
 *                 received offset, verdict, flags: appendedAtMs (low)
 *   record r + 1  scannedAtMs: appendedAtMs (high), crc32c   stream: salt, then the forged record begins
 *   record r + 2  scannedAtMs, stream: where it ends
 * </pre>
 */
class PlantedBatchTest {
    private static final int TRIPLES = 341;
    private static final int RECORDS = 3 * TRIPLES;
    private static final int BATCHES = 40;
    private static final long END = (long) BATCHES * RECORDS;
    private static final long STATION = 7;
    /** In the year 2527: behind it no later batch may fall. */
    private static final int FAR_FUTURE_HIGH = 0x1000;
    private static final int EXCERPT_OFFSET = RecordDescriptor.SAMPLE_ID_OFFSET;
    private static final int BATCH_OFFSET = EXCERPT_OFFSET + BatchReader.EXCERPT_HEADER_LENGTH;

    @TempDir
    Path temporary;
    private Path journal;
    private final UnsafeBuffer triple = new UnsafeBuffer(ByteBuffer.allocate(3 * RecordDescriptor.LENGTH));
    private int sequence;

    @BeforeEach
    void name() {
        journal = temporary.resolve("journal");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x5a5a5a5a})
    void shouldFindPlacesAndTimesAmongBatchesThatAStationPlanted(final int guessedSalt) throws IOException {
        final JournalWriter writer = write(guessedSalt);
        try (JournalTail tail = JournalTail.open(journal)) {
            for (long position = 0; position < END; position += 997) {
                assertThat(firstRead(tail.from(position))).isEqualTo(position);
                final long batch = position / RECORDS;
                assertThat(firstRead(tail.fromTime(T0 + batch))).isEqualTo(batch * RECORDS);
            }
            final List<Long> read = new ArrayList<>();
            tail.oldest();
            while (tail.poll(into(read), 4096) > 0) {
                assertThat(tail.missingRecords()).isZero();
            }
            assertThat(read).isEqualTo(TestJournals.range(0, END));
        }
        TestJournals.close(writer);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x5a5a5a5a})
    void shouldStartBehindTheLastRealBatch(final int guessedSalt) throws IOException {
        final Path image = killedAfter(write(guessedSalt));
        requireRecoveredWhole(image, 0);
    }

    /** The walk over the damage looks for the next batch among the planted ones, in the first file of a start. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x5a5a5a5a})
    void shouldFindTheWayBehindDamageToRealBatchesOnly(final int guessedSalt) throws IOException {
        final Path image = killedAfter(write(guessedSalt));
        final Path file = CrashImage.lastCycle(image);
        CrashImage.overwrite(file, CrashImage.batchOffsets(file).get(0) + 500, new byte[] {1, 2, 3, 4});
        requireRecoveredWhole(image, RECORDS);
    }

    private Path killedAfter(final JournalWriter writer) throws IOException {
        final Path image = CrashImage.of(journal, temporary.resolve("image"));
        TestJournals.close(writer);
        return image;
    }

    private static void requireRecoveredWhole(final Path image, final long quarantined) throws IOException {
        assertThat(JournalVerifier.verify(image).missing()).isEqualTo(quarantined);
        final JournalRecovery recovered = JournalRecovery.run(image, T0);
        assertThat(recovered.nextPosition()).isEqualTo(END);
        assertThat(recovered.lastAppendedAtMs()).isEqualTo(T0 + BATCHES - 1);
        final RecoveryReport report = recovered.report(0);
        assertThat(report.quarantined().stream().mapToLong(PositionRange::length).sum()).isEqualTo(quarantined);
        assertThat(report.cutBytes()).isZero();
        assertThat(report.notes()).isEmpty();
    }

    private static long firstRead(final JournalTail tail) {
        final List<Long> read = new ArrayList<>();
        tail.poll(into(read), 1);
        return read.get(0);
    }

    private static RecordHandler into(final List<Long> read) {
        return (position, appendedAtMs, buffer, offset) -> {
            assertThat(RecordDescriptor.station(buffer, offset)).isEqualTo((int) STATION);
            assertThat(RecordDescriptor.sequence(buffer, offset)).isEqualTo((int) position + 1);
            read.add(position);
        };
    }

    /** Batches full of planted ones, of positions before, among and behind the real ones. */
    private JournalWriter write(final int guessedSalt) throws IOException {
        final JournalWriter writer = TestJournals.open(journal);
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int i = 0; i < TRIPLES; i++) {
                plant(guessedSalt, i % 3 == 0 ? 0 : i % 3 == 1 ? 0xf000_0000 : (int) (END / 2));
                writer.batchBuffer().putBytes(BatchDescriptor.recordOffset(3 * i), triple, 0, triple.capacity());
            }
            writer.append(RECORDS, T0 + batch);
        }
        writer.sync();
        return writer;
    }

    /** Writes only fields that a station decides; the others are what the server makes of scans without a method. */
    private void plant(final int guessedSalt, final int firstPosition) {
        triple.setMemory(0, triple.capacity(), (byte) 0);
        for (int i = 0; i < 3; i++) {
            final int record = i * RecordDescriptor.LENGTH;
            RecordDescriptor.stream(triple, record, 0xabcd_0000_0000L | Integer.toUnsignedLong(guessedSalt));
            RecordDescriptor.sequence(triple, record, ++sequence);
            RecordDescriptor.station(triple, record, (int) STATION);
            RecordDescriptor.receivedOffsetMs(triple, record, 3);
            RecordDescriptor.verdict(triple, record, Verdict.MALFORMED.code());
        }
        triple.putInt(EXCERPT_OFFSET, BatchDescriptor.length(1), LITTLE_ENDIAN);
        triple.putInt(BATCH_OFFSET + BatchDescriptor.MAGIC_OFFSET, BatchDescriptor.MAGIC, LITTLE_ENDIAN);
        triple.putInt(BATCH_OFFSET + BatchDescriptor.COUNT_OFFSET, 1, LITTLE_ENDIAN);
        triple.putInt(BATCH_OFFSET + BatchDescriptor.FIRST_POSITION_OFFSET, firstPosition, LITTLE_ENDIAN);
        triple.putInt(BATCH_OFFSET + BatchDescriptor.APPENDED_AT_MS_OFFSET + 4, FAR_FUTURE_HIGH, LITTLE_ENDIAN);
        final int crc = BatchDescriptor.crcOf(new CRC32C(), triple.byteBuffer().clear(), BATCH_OFFSET, 1, guessedSalt);
        triple.putInt(BATCH_OFFSET + BatchDescriptor.CRC_OFFSET, crc, LITTLE_ENDIAN);
    }
}
