package io.swabline.loadgen.check;

import io.swabline.journal.BatchDescriptor;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.RecordDescriptor;
import io.swabline.loadgen.ledger.LedgerDescriptor;
import io.swabline.loadgen.ledger.LedgerFile;
import io.swabline.loadgen.ledger.LedgerReader;
import io.swabline.loadgen.ledger.LedgerWriter;
import io.swabline.loadgen.population.Persons;
import io.swabline.protocol.Durability;
import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A run that never was: what a ledger and a journal would hold of it, to be changed and then written. */
final class MadeUpRun {
    static final long NOW_MS = 1_700_000_000_000L;
    static final int STREAMS = 7;
    static final int SCANS_OF_STREAM = 400;
    static final int SCANS = STREAMS * SCANS_OF_STREAM;

    final List<Scan> ledger = new ArrayList<>();
    final List<Scan> journal = new ArrayList<>();
    private final Path directory;

    MadeUpRun(final Path directory) {
        this.directory = directory;
        for (int i = 0; i < SCANS; i++) {
            final Scan scan = new Scan();
            scan.stream = -3L + i % STREAMS * 0x1234_5678_9ABCL;
            scan.sequence = 1 + i / STREAMS;
            scan.station = 1 + i % STREAMS;
            scan.scannedAtMs = NOW_MS + i;
            scan.sample = i / 70;
            scan.person = i;
            if (i % 50 == 49) {
                final Scan first = journal.get(i - 20);
                scan.person = first.person;
                scan.verdict = Verdict.DOUBLE_SCAN.code();
                scan.expected = Verdict.DOUBLE_SCAN.code();
                scan.detail = (int) (first.scannedAtMs / 1_000);
            }
            journal.add(scan);
            ledger.add(scan.copy());
        }
    }

    Path writeLedger(final LedgerReader.End end) throws IOException {
        final Path path = directory.resolve("ledger");
        final CRC32C crc = new CRC32C();
        final byte[] content = new byte[LedgerDescriptor.FINGERPRINT_INPUT_LENGTH];
        final UnsafeBuffer buffer = new UnsafeBuffer(content);
        try (LedgerFile file = LedgerFile.create(path, 42, NOW_MS)) {
            final LedgerWriter writer = new LedgerWriter(file);
            for (final Scan scan : ledger) {
                final boolean isClockOff = (scan.flags & LedgerDescriptor.FLAG_CLOCK_OFF) != 0;
                buffer.putLong(0, isClockOff ? LedgerDescriptor.TIME_LEFT_OUT : scan.scannedAtMs, ByteOrder.LITTLE_ENDIAN);
                buffer.putLong(8, scan.sample, ByteOrder.LITTLE_ENDIAN);
                buffer.putLong(16, scan.sample, ByteOrder.LITTLE_ENDIAN);
                buffer.putByte(24, scan.method);
                writer.append(scan.stream, scan.sequence, scan.station, LedgerDescriptor.fingerprint(crc, content), scan.detail,
                    isClockOff ? (int) (scan.scannedAtMs / 1_000) : 0, scan.verdict, scan.expected, scan.flags);
            }
            writer.flush();
            if (end != LedgerReader.End.TORN) {
                file.complete(end == LedgerReader.End.CUT_SHORT, NOW_MS + 1);
            }
        }
        return path;
    }

    /** Returns the data directory. */
    Path writeJournal() throws IOException {
        final Path data = Files.createTempDirectory(directory, "data");
        try (JournalWriter writer = JournalWriter.open(
            JournalSettings.of(data).withDurability(Durability.OS).withBlockSize(JournalSettings.BLOCK_SIZE_MIN))) {
            int count = 0;
            for (final Scan scan : journal) {
                write(scan, writer.batchBuffer(), BatchDescriptor.recordOffset(count));
                if (++count == BatchDescriptor.RECORDS_MAX) {
                    writer.append(count, NOW_MS);
                    count = 0;
                }
            }
            if (count > 0) {
                writer.append(count, NOW_MS);
            }
            writer.sync();
        }
        return data;
    }

    private static void write(final Scan scan, final MutableDirectBuffer buffer, final int offset) {
        final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[16]);
        new Persons(scan.person, 0, 1).next(pseudonym, 0);
        RecordDescriptor.scannedAtMs(buffer, offset, scan.scannedAtMs);
        RecordDescriptor.stream(buffer, offset, scan.stream);
        RecordDescriptor.sequence(buffer, offset, scan.sequence);
        RecordDescriptor.station(buffer, offset, scan.station);
        RecordDescriptor.pseudonym(buffer, offset, pseudonym, 0);
        RecordDescriptor.issueNumber(buffer, offset, 1);
        buffer.putLong(offset + RecordDescriptor.SAMPLE_ID_OFFSET, scan.sample, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + RecordDescriptor.SAMPLE_ID_OFFSET + 8, scan.sample, ByteOrder.LITTLE_ENDIAN);
        RecordDescriptor.detail(buffer, offset, scan.detail);
        RecordDescriptor.receivedOffsetMs(buffer, offset, 0);
        RecordDescriptor.verdict(buffer, offset, scan.verdict);
        RecordDescriptor.flags(buffer, offset, scan.method | (scan.isClockCorrected ? RecordDescriptor.CLOCK_CORRECTED_FLAG : 0));
    }
}
