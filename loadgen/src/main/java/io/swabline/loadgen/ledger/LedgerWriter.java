package io.swabline.loadgen.ledger;

import static io.swabline.loadgen.ledger.LedgerDescriptor.*;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One load thread's pen: gathers entries in a block and hands full blocks to the {@link LedgerFile}. Allocates nothing an entry.
 * A failed write throws: a run whose ledger has holes would prove nothing.
 */
public final class LedgerWriter {
    private final LedgerFile file;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_LENGTH_MAX).order(ByteOrder.LITTLE_ENDIAN);
    private final UnsafeBuffer buffer = new UnsafeBuffer(block);
    private int count;

    public LedgerWriter(final LedgerFile file) {
        this.file = file;
    }

    /** Writes an entry; {@code verdict} is {@link LedgerDescriptor#UNANSWERED} when none came. */
    public void append(
        final long stream,
        final int sequence,
        final int station,
        final int fingerprint,
        final int detail,
        final int expectedDetail,
        final byte verdict,
        final byte expectedVerdict,
        final int flags) {
        final int offset = BLOCK_HEADER_LENGTH + count * SLOT_LENGTH;
        buffer.putLong(offset + STREAM_OFFSET, stream, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset + SEQUENCE_OFFSET, sequence, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset + STATION_OFFSET, station, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset + FINGERPRINT_OFFSET, fingerprint, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset + DETAIL_OFFSET, detail, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset + EXPECTED_DETAIL_OFFSET, expectedDetail, ByteOrder.LITTLE_ENDIAN);
        buffer.putByte(offset + VERDICT_OFFSET, verdict);
        buffer.putByte(offset + EXPECTED_VERDICT_OFFSET, expectedVerdict);
        buffer.putByte(offset + FLAGS_OFFSET, (byte) flags);
        buffer.putByte(offset + RESERVED_OFFSET, (byte) 0);
        if (++count == BLOCK_ENTRIES_MAX) {
            flush();
        }
    }

    /** Hands over what was gathered, a full block or not. */
    public void flush() {
        if (count > 0) {
            final int written = count;
            count = 0;
            try {
                file.append(block, written);
            } catch (final IOException e) {
                throw new UncheckedIOException("cannot write the ledger " + file.path() + ": " + e.getMessage(), e);
            }
        }
    }
}
