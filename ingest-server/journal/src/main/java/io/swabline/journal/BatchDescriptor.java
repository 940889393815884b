package io.swabline.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A batch: what one append writes, one excerpt of the queue. A header and up to {@link #RECORDS_MAX} records. Little endian.
 *
 * <pre>
 *    0       4       8               16             24       28     32              96
 *   +=======+=======+===============+==============+========+======+===============+=====
 *   | magic | count | firstPosition | appendedAtMs | crc32c | salt | record 0 (64) | ...
 *   +=======+=======+===============+==============+========+======+===============+=====
 *
 *   magic          {@value #MAGIC}: the letters SWJ and the format's version, 1
 *   count          records in the batch, 1 to 1,024
 *   firstPosition  position of record 0
 *   appendedAtMs   epoch milliseconds, never less than the batch before
 *   crc32c         over bytes 0 to 23, the salt unless it is 0, and all records
 *   salt           random for each generation, the same in all its batches; 0 in journals from before there were salts
 * </pre>
 *
 * <p>Much of a record is what a station sent, and a checksum has no secret: stations can send scans whose records look like a
 * whole batch to who begins to read in the middle of them. The salt is what they do not know. See {@link BatchReader}.
 */
public final class BatchDescriptor {
    public static final int MAGIC_OFFSET = 0;
    public static final int COUNT_OFFSET = 4;
    public static final int FIRST_POSITION_OFFSET = 8;
    public static final int APPENDED_AT_MS_OFFSET = 16;
    public static final int CRC_OFFSET = 24;
    public static final int SALT_OFFSET = 28;
    /** Bytes in front of record 0. */
    public static final int HEADER_LENGTH = 32;
    /** {@code S W J 1} in the order of the bytes. */
    public static final int MAGIC = 0x314a5753;
    /** Records in a batch at most: 64 KiB, a fraction of the smallest block of a queue file. */
    public static final int RECORDS_MAX = 1_024;
    /** Bytes of the longest batch. */
    public static final int LENGTH_MAX = HEADER_LENGTH + RECORDS_MAX * RecordDescriptor.LENGTH;

    private BatchDescriptor() {
    }

    /** Offset of a record from the start of the batch. */
    public static int recordOffset(final int index) {
        return HEADER_LENGTH + index * RecordDescriptor.LENGTH;
    }

    /** Bytes of a batch of so many records. */
    public static int length(final int count) {
        return HEADER_LENGTH + count * RecordDescriptor.LENGTH;
    }

    static void putHeader(
        final MutableDirectBuffer buffer, final int count, final long firstPosition, final long appendedAtMs, final int salt) {
        buffer.putInt(MAGIC_OFFSET, MAGIC, LITTLE_ENDIAN);
        buffer.putInt(COUNT_OFFSET, count, LITTLE_ENDIAN);
        buffer.putLong(FIRST_POSITION_OFFSET, firstPosition, LITTLE_ENDIAN);
        buffer.putLong(APPENDED_AT_MS_OFFSET, appendedAtMs, LITTLE_ENDIAN);
        buffer.putInt(SALT_OFFSET, salt, LITTLE_ENDIAN);
    }

    static void putCrc(final MutableDirectBuffer buffer, final int crc) {
        buffer.putInt(CRC_OFFSET, crc, LITTLE_ENDIAN);
    }

    static int magic(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + MAGIC_OFFSET, LITTLE_ENDIAN);
    }

    static int count(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + COUNT_OFFSET, LITTLE_ENDIAN);
    }

    static long firstPosition(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + FIRST_POSITION_OFFSET, LITTLE_ENDIAN);
    }

    static long appendedAtMs(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + APPENDED_AT_MS_OFFSET, LITTLE_ENDIAN);
    }

    static int crc(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + CRC_OFFSET, LITTLE_ENDIAN);
    }

    static int salt(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + SALT_OFFSET, LITTLE_ENDIAN);
    }

    /** CRC-32C over a batch's header but for the checksum, and its records. */
    static int crcOf(final CRC32C crc, final ByteBuffer bytes, final int offset, final int count, final int salt) {
        crc.reset();
        crc.update(bytes.limit(offset + CRC_OFFSET).position(offset));
        crc.update(bytes.limit(offset + length(count)).position(offset + (salt == 0 ? HEADER_LENGTH : SALT_OFFSET)));
        return (int) crc.getValue();
    }
}
