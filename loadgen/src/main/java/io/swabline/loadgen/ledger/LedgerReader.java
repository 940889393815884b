package io.swabline.loadgen.ledger;

import static io.swabline.loadgen.ledger.LedgerDescriptor.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a ledger: maps the file, walks its blocks and checks each before it shows an entry. Entries are addressed by slot
 * afterwards. Stops at the first block that is not whole: at the end of the file that is a torn ledger, before it a damaged one.
 */
public final class LedgerReader implements AutoCloseable {
    /** Mappings are of this many slots (1 GiB), since one mapping cannot exceed 2 GiB. */
    private static final int SEGMENT_SHIFT = 25;
    private static final long SEGMENT_LENGTH = (long) SLOT_LENGTH << SEGMENT_SHIFT;
    /** Slots are ints with the sign bit to spare. */
    private static final long SLOTS_MAX = Integer.MAX_VALUE;

    /** How a ledger ends. */
    public enum End {
        /** With its footer: the run ended. */
        COMPLETE,
        /** With its footer, but the run was stopped before all verdicts had come. */
        CUT_SHORT,
        /** Without a footer: the generator died. */
        TORN,
        /** A block in the middle is not what was written, or something follows the footer. */
        DAMAGED
    }

    /** Sees every entry, in file order. */
    @FunctionalInterface
    public interface EntryHandler {
        void onEntry(int slot);
    }

    private final Path path;
    private final MappedByteBuffer[] mappings;
    private final UnsafeBuffer[] segments;
    private final long length;
    private final long slots;
    private final CRC32C crc = new CRC32C();
    private long entries;
    private End end;

    private LedgerReader(final Path path, final MappedByteBuffer[] mappings, final long length) {
        this.path = path;
        this.mappings = mappings;
        segments = new UnsafeBuffer[mappings.length];
        for (int i = 0; i < mappings.length; i++) {
            segments[i] = new UnsafeBuffer(mappings[i]);
        }
        this.length = length;
        slots = length / SLOT_LENGTH;
    }

    /** @throws LedgerException when the file is no ledger. */
    public static LedgerReader open(final Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new LedgerException(path + " is a directory; name the file that run --ledger wrote");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            final long length = channel.size();
            if (length < FILE_HEADER_LENGTH) {
                throw new LedgerException(path + " is not a ledger: " + length + " bytes are too few");
            }
            if (length / SLOT_LENGTH > SLOTS_MAX) {
                throw new LedgerException(path + " holds more than " + SLOTS_MAX + " entries; split the run");
            }
            final int count = (int) ((length + SEGMENT_LENGTH - 1) / SEGMENT_LENGTH);
            final MappedByteBuffer[] mappings = new MappedByteBuffer[count];
            for (int i = 0; i < count; i++) {
                final long from = i * SEGMENT_LENGTH;
                mappings[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(SEGMENT_LENGTH, length - from));
            }
            final LedgerReader reader = new LedgerReader(path, mappings, length);
            reader.checkHeader();
            return reader;
        }
    }

    private void checkHeader() {
        final UnsafeBuffer first = segments[0];
        if (first.getLong(FILE_MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN) != FILE_MAGIC) {
            close();
            throw new LedgerException(path + " is not a ledger: it does not begin with SWABLEDG");
        }
        final int version = first.getInt(FILE_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
        if (version != VERSION) {
            close();
            throw new LedgerException(path + " is a ledger of version " + version + "; this generator reads version " + VERSION);
        }
        crc.reset();
        crc.update(mappings[0].duplicate().limit(FILE_HEADER_LENGTH).position(FILE_RUN_ID_OFFSET));
        if ((int) crc.getValue() != first.getInt(FILE_CRC_OFFSET, ByteOrder.LITTLE_ENDIAN)) {
            close();
            throw new LedgerException(path + " has a damaged header");
        }
    }

    /** Walks the whole ledger; {@link #end} and {@link #entries} are known afterwards. */
    public void forEach(final EntryHandler handler) {
        entries = 0;
        end = null;
        long slot = FILE_HEADER_LENGTH / SLOT_LENGTH;
        while (slot < slots) {
            final int at = (int) slot;
            final int magic = intAt(at, MAGIC_OFFSET);
            if (magic == FOOTER_MAGIC) {
                end = endAtFooter(at);
                return;
            }
            final int count = intAt(at, COUNT_OFFSET);
            if (magic != BLOCK_MAGIC || count < 1 || count > BLOCK_ENTRIES_MAX
                || longAt(at, ENTRIES_BEFORE_OFFSET) != entries) {
                end = hasFooter() || slots - slot > BLOCK_ENTRIES_MAX + 2 ? End.DAMAGED : End.TORN;
                return;
            }
            final long next = slot + 1 + count;
            if (next > slots) {
                end = hasFooter() ? End.DAMAGED : End.TORN;
                return;
            }
            if (blockCrc(at, count) != intAt(at, CRC_OFFSET)) {
                end = next < slots ? End.DAMAGED : End.TORN;
                return;
            }
            for (int i = 1; i <= count; i++) {
                handler.onEntry(at + i);
            }
            entries += count;
            slot = next;
        }
        end = End.TORN;
    }

    /** Whether the generator lived to write the last bytes, however the rest looks. */
    private boolean hasFooter() {
        return intAt((int) slots - 1, MAGIC_OFFSET) == FOOTER_MAGIC;
    }

    private End endAtFooter(final int slot) {
        crc.reset();
        update(slot, 0, CRC_COVERED_LENGTH);
        update(slot, FOOTER_ENDED_AT_MS_OFFSET, SLOT_LENGTH - FOOTER_ENDED_AT_MS_OFFSET);
        if ((int) crc.getValue() != intAt(slot, CRC_OFFSET) || longAt(slot, FOOTER_ENTRIES_OFFSET) != entries
            || (slot + 1L) * SLOT_LENGTH != length) {
            return End.DAMAGED;
        }
        return intAt(slot, FOOTER_CUT_SHORT_OFFSET) == 0 ? End.COMPLETE : End.CUT_SHORT;
    }

    private int blockCrc(final int slot, final int count) {
        crc.reset();
        update(slot, 0, CRC_COVERED_LENGTH);
        for (int i = 1; i <= count; ) {
            final int at = slot + i;
            final int inSegment = Math.min(count - i + 1, (1 << SEGMENT_SHIFT) - (at & (1 << SEGMENT_SHIFT) - 1));
            update(at, 0, inSegment * SLOT_LENGTH);
            i += inSegment;
        }
        return (int) crc.getValue();
    }

    private void update(final int slot, final int offset, final int length) {
        final ByteBuffer bytes = mappings[slot >>> SEGMENT_SHIFT];
        final int from = (slot & (1 << SEGMENT_SHIFT) - 1) * SLOT_LENGTH + offset;
        bytes.limit(from + length).position(from);
        crc.update(bytes);
        bytes.clear();
    }

    public long runId() {
        return segments[0].getLong(FILE_RUN_ID_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    public long startedAtMs() {
        return segments[0].getLong(FILE_STARTED_AT_MS_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** Entries in whole blocks. */
    public long entries() {
        return entries;
    }

    public End end() {
        return end;
    }

    public long stream(final int slot) {
        return longAt(slot, STREAM_OFFSET);
    }

    public int sequence(final int slot) {
        return intAt(slot, SEQUENCE_OFFSET);
    }

    public int station(final int slot) {
        return intAt(slot, STATION_OFFSET);
    }

    public int fingerprint(final int slot) {
        return intAt(slot, FINGERPRINT_OFFSET);
    }

    public int detail(final int slot) {
        return intAt(slot, DETAIL_OFFSET);
    }

    public int expectedDetail(final int slot) {
        return intAt(slot, EXPECTED_DETAIL_OFFSET);
    }

    public byte verdict(final int slot) {
        return byteAt(slot, VERDICT_OFFSET);
    }

    public byte expectedVerdict(final int slot) {
        return byteAt(slot, EXPECTED_VERDICT_OFFSET);
    }

    public boolean isRetransmitAsked(final int slot) {
        return (byteAt(slot, FLAGS_OFFSET) & FLAG_RETRANSMIT_ASKED) != 0;
    }

    public boolean isRetransmitAnswered(final int slot) {
        return (byteAt(slot, FLAGS_OFFSET) & FLAG_RETRANSMIT_ANSWERED) != 0;
    }

    /** Whether {@link #expectedDetail} is the right time of the scan, and the fingerprint without one. */
    public boolean isClockOff(final int slot) {
        return (byteAt(slot, FLAGS_OFFSET) & FLAG_CLOCK_OFF) != 0;
    }

    private long longAt(final int slot, final int offset) {
        return segments[slot >>> SEGMENT_SHIFT]
            .getLong((slot & (1 << SEGMENT_SHIFT) - 1) * SLOT_LENGTH + offset, ByteOrder.LITTLE_ENDIAN);
    }

    private int intAt(final int slot, final int offset) {
        return segments[slot >>> SEGMENT_SHIFT]
            .getInt((slot & (1 << SEGMENT_SHIFT) - 1) * SLOT_LENGTH + offset, ByteOrder.LITTLE_ENDIAN);
    }

    private byte byteAt(final int slot, final int offset) {
        return segments[slot >>> SEGMENT_SHIFT].getByte((slot & (1 << SEGMENT_SHIFT) - 1) * SLOT_LENGTH + offset);
    }

    @Override
    public void close() {
        for (final MappedByteBuffer mapping : mappings) {
            BufferUtil.free(mapping);
        }
    }
}
