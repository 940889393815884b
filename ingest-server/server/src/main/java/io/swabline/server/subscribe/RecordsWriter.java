package io.swabline.server.subscribe;

import io.swabline.journal.RecordHandler;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.RecordsEncoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gathers records into Records frames, one behind the other: a frame ends where the positions leap, where the time of appending
 * changes, and when it is full. Belongs to the subscribers' thread; its memory is one chunk for all subscribers.
 */
final class RecordsWriter implements RecordHandler {
    /** Bytes gathered at most. */
    static final int LENGTH_MAX = 64 << 10;
    /** So many records fit even if each has a frame of its own. */
    static final int RECORDS_MAX = LENGTH_MAX / (FrameDescriptor.RECORDS_OFFSET + FrameDescriptor.RECORD_LENGTH);

    private static final int COUNT_LENGTH = Short.BYTES;

    private final byte[] bytes = new byte[LENGTH_MAX];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final RecordsEncoder records = new RecordsEncoder();
    private long durablePosition;
    private int length;
    private int frame;
    private int count;
    private int total;
    private long nextPosition;
    private long appendedAt;

    /** Begins a new chunk. */
    RecordsWriter begin(final long newDurablePosition) {
        durablePosition = newDurablePosition;
        length = 0;
        count = 0;
        total = 0;
        return this;
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer source, final int offset) {
        if (count == 0 || position != nextPosition || appendedAtMs != appendedAt
            || count == FrameDescriptor.RECORDS_PER_FRAME_MAX) {
            endFrame();
            beginFrame(position, appendedAtMs);
        }
        buffer.putBytes(length, source, offset, FrameDescriptor.RECORD_LENGTH);
        length += FrameDescriptor.RECORD_LENGTH;
        count++;
        total++;
        nextPosition = position + 1;
    }

    /** A frame without records, which says what comes next. */
    void position(final long position) {
        endFrame();
        beginFrame(position, 0);
        endFrame();
    }

    private void beginFrame(final long position, final long appendedAtMs) {
        frame = length;
        appendedAt = appendedAtMs;
        records.wrapAndApplyHeader(buffer, frame + FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .firstPosition(position).appendedAt(appendedAtMs).durablePosition(durablePosition).entriesCount(0);
        writeLength();
        length += FrameDescriptor.RECORDS_OFFSET;
    }

    private void endFrame() {
        if (count > 0) {
            writeLength();
            buffer.putShort(frame + FrameDescriptor.RECORDS_OFFSET - COUNT_LENGTH, (short) count, ByteOrder.LITTLE_ENDIAN);
            count = 0;
        }
    }

    private void writeLength() {
        buffer.putInt(frame, FrameDescriptor.recordsLength(count), ByteOrder.LITTLE_ENDIAN);
    }

    /** Ends the chunk. */
    int end() {
        endFrame();
        return length;
    }

    /** Records in the chunk. */
    int total() {
        return total;
    }

    byte[] bytes() {
        return bytes;
    }
}
