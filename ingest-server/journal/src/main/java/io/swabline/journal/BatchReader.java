package io.swabline.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the batches of one queue file, and finds the next one behind bytes that make no sense. Belongs to one thread;
 * allocates nothing a batch.
 *
 * <p>A queue file is a row of excerpts, each behind a header of four bytes, and zeros up to its end:
 *
 * <pre>
 *   bit 31 not complete | bit 30 not data (the queue's own index) | bits 0-29 length; all bits 0: nothing written yet;
 *   bits 31 and 30 with length 0: the end, the writer went on in another file. Every header lies at a multiple of 4.
 * </pre>
 *
 * <p>A scan for the next batch may begin within a real one, whose records hold what stations sent: a batch counts only with its
 * generation's salt ({@link BatchDescriptor}), which no station knows. It is learnt from the first batch of a file that is read
 * from its beginning, header by header, where nothing that was sent can be taken for a header; never from one that was found by
 * scanning. It is kept while files of the same directory are opened. Where a file's beginning is damaged, MANIFEST knows it; and
 * where that is gone too, any salt will do, lest the rest of the file be lost.
 *
 * <p>Read with read calls, not through Chronicle's tailer nor a mapping: a tailer stops for ever at a hole and leans on an
 * index that a power loss may have torn; a mapping of a file that another process cuts short kills this one.
 */
final class BatchReader implements AutoCloseable {
    /** What {@link #next} came upon. */
    enum Found {
        /** A batch whose checksum is right. */
        BATCH,
        /** The writer's mark that the next file goes on. */
        END,
        /** Nothing written yet, or a hole. */
        NOTHING,
        /** Bytes that are no batch. */
        DAMAGE
    }

    /** Small enough to stay in the second-level cache, large enough for three of the longest batches. */
    static final int WINDOW_LENGTH = 256 << 10;
    static final int EXCERPT_HEADER_LENGTH = 4;
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int NOT_DATA = 1 << 30;
    private static final int END_OF_CYCLE = NOT_COMPLETE | NOT_DATA;
    private static final int LENGTH_MASK = NOT_DATA - 1;

    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_LENGTH);
    private final ByteBuffer summed = window.duplicate();
    private final UnsafeBuffer buffer = new UnsafeBuffer(window);
    private final CRC32C crc = new CRC32C();

    /** Of the file; the salt is that of its batches, if it is known. */
    private Path generation;
    private boolean isSaltKnown;
    private int salt;

    private Path file;
    private FileChannel channel;
    private long windowOffset;
    private int windowLength;
    private int readAhead = WINDOW_LENGTH;

    private long nextOffset;
    /** Whether excerpt by excerpt leads from the file's beginning to nextOffset. */
    private boolean isInOrder;
    private boolean isSaltSought;
    private long batchOffset;
    private int bufferOffset;
    private int count;
    private long firstPosition;
    private long appendedAtMs;

    /** False if the file is gone: a file without a batch goes when the next start recovers, others when they are old. */
    boolean open(final Path path) throws IOException {
        close();
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (final NoSuchFileException gone) {
            return false;
        }
        file = path;
        if (!path.getParent().equals(generation)) {
            generation = path.getParent();
            isSaltKnown = false;
            salt = Generation.UNKNOWN_SALT;
        }
        isSaltSought = false;
        isInOrder = true;
        nextOffset = 0;
        windowOffset = 0;
        windowLength = 0;
        readAhead = WINDOW_LENGTH;
        return true;
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Bytes worth reading at once: less than the window where only a little can be there. */
    void readAhead(final long bytes) {
        readAhead = (int) Math.max(4096, Math.min(WINDOW_LENGTH, bytes));
    }

    /** Goes on to the next batch; where there is none, stays, and the next call looks again. */
    Found next() throws IOException {
        final Found found = tryNext();
        if (found == Found.BATCH || found == Found.END) {
            return found;
        }
        load(nextOffset, readAhead); // the window may be older than what was written since
        return tryNext();
    }

    private Found tryNext() throws IOException {
        while (true) {
            if (!has(nextOffset, EXCERPT_HEADER_LENGTH)) {
                return Found.NOTHING;
            }
            final int header = buffer.getInt((int) (nextOffset - windowOffset), LITTLE_ENDIAN);
            if (header == END_OF_CYCLE) {
                return Found.END;
            }
            if (header == 0 || (header & NOT_COMPLETE) != 0) {
                return header == 0 || header == NOT_COMPLETE ? Found.NOTHING : Found.DAMAGE;
            }
            if ((header & NOT_DATA) == 0) {
                return isBatchAt(nextOffset, header) ? Found.BATCH : Found.DAMAGE;
            }
            nextOffset = aligned(nextOffset + EXCERPT_HEADER_LENGTH + (header & LENGTH_MASK));
        }
    }

    /** Goes on to the first batch that starts at or behind {@code from} and before {@code to}, whatever lies between. */
    boolean scan(final long from, final long to) throws IOException {
        if (!isSaltKnown && !isSaltSought) {
            isSaltSought = true;
            seekSalt();
        }
        isInOrder = false;
        long offset = aligned(from);
        while (offset < to) {
            if (!has(offset, EXCERPT_HEADER_LENGTH + BatchDescriptor.HEADER_LENGTH)) {
                return false;
            }
            final int last = windowLength - EXCERPT_HEADER_LENGTH - BatchDescriptor.HEADER_LENGTH;
            final int limit = (int) Math.min(last, to - 1 - windowOffset);
            int index = (int) (offset - windowOffset);
            while (index <= limit && BatchDescriptor.magic(buffer, index + EXCERPT_HEADER_LENGTH) != BatchDescriptor.MAGIC) {
                index += EXCERPT_HEADER_LENGTH;
            }
            offset = windowOffset + index;
            if (index <= limit) {
                if (isBatchAt(offset, buffer.getInt(index, LITTLE_ENDIAN))) {
                    return true;
                }
                offset += EXCERPT_HEADER_LENGTH;
            }
        }
        return false;
    }

    private void seekSalt() throws IOException {
        final long offset = nextOffset;
        nextOffset = 0;
        isInOrder = true;
        if (next() != Found.BATCH) {
            salt = Manifest.saltOf(generation);
            isSaltKnown = salt != Generation.UNKNOWN_SALT;
        }
        nextOffset = offset;
    }

    private static long aligned(final long offset) {
        return offset + EXCERPT_HEADER_LENGTH - 1 & -EXCERPT_HEADER_LENGTH;
    }

    private boolean isBatchAt(final long offset, final int header) throws IOException {
        final int length = header & LENGTH_MASK;
        if (length > BatchDescriptor.LENGTH_MAX || length < BatchDescriptor.length(1)
            || !has(offset, EXCERPT_HEADER_LENGTH + length)) {
            return false;
        }
        final int index = (int) (offset - windowOffset) + EXCERPT_HEADER_LENGTH;
        final int records = BatchDescriptor.count(buffer, index);
        final int batchSalt = BatchDescriptor.salt(buffer, index);
        if (BatchDescriptor.magic(buffer, index) != BatchDescriptor.MAGIC || records < 1
            || records > BatchDescriptor.RECORDS_MAX || length != BatchDescriptor.length(records)
            || isSaltKnown && batchSalt != salt
            || BatchDescriptor.crc(buffer, index) != BatchDescriptor.crcOf(crc, summed, index, records, batchSalt)) {
            return false;
        }
        if (isInOrder && !isSaltKnown) {
            isSaltKnown = true;
            salt = batchSalt;
        }
        batchOffset = offset;
        bufferOffset = index;
        count = records;
        firstPosition = BatchDescriptor.firstPosition(buffer, index);
        appendedAtMs = BatchDescriptor.appendedAtMs(buffer, index);
        nextOffset = offset + EXCERPT_HEADER_LENGTH + length;
        return true;
    }

    /** Whether the window holds so many bytes from there, after reading on if need be. */
    private boolean has(final long offset, final int length) throws IOException {
        if (offset < windowOffset || offset + length > windowOffset + windowLength) {
            load(offset, Math.max(length, readAhead));
        }
        return offset + length <= windowOffset + windowLength;
    }

    private void load(final long offset, final int length) throws IOException {
        window.clear().limit(length);
        windowOffset = offset;
        windowLength = 0;
        while (window.hasRemaining() && channel.read(window, offset + windowLength) > 0) {
            windowLength = window.position();
        }
    }

    /** Where the last byte that is not zero ends, at or behind {@code from}; {@code from} if there is none. */
    long writtenEnd(final long from) throws IOException {
        long end = from;
        for (long offset = from; has(offset, 1); offset = windowOffset + windowLength) {
            for (int index = windowLength - 1; index >= offset - windowOffset; index--) {
                if (buffer.getByte(index) != 0) {
                    end = windowOffset + index + 1;
                    break;
                }
            }
        }
        return end;
    }

    Path file() {
        return file;
    }

    long fileLength() throws IOException {
        return channel.size();
    }

    /** Where the excerpt starts that {@link #next} looks at next. */
    long nextOffset() {
        return nextOffset;
    }

    /** Where the batch's excerpt starts in the file. */
    long batchOffset() {
        return batchOffset;
    }

    int count() {
        return count;
    }

    /** Of the generation, as far as it is known. */
    int salt() {
        return salt;
    }

    long firstPosition() {
        return firstPosition;
    }

    long endPosition() {
        return firstPosition + count;
    }

    long appendedAtMs() {
        return appendedAtMs;
    }

    /** Holds the batch's records at {@link #recordOffset(int)}, until the reader goes on. */
    DirectBuffer buffer() {
        return buffer;
    }

    int recordOffset(final int index) {
        return bufferOffset + BatchDescriptor.recordOffset(index);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
