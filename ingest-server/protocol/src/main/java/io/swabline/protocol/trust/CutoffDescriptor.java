package io.swabline.protocol.trust;

import io.swabline.protocol.Pseudonym;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of a cut-off log: a header and records of 64 bytes each, little endian, the last four of each a CRC-32C over the
 * 60 before. Reading is by absolute positions of a buffer that is in little-endian order.
 *
 * <pre>
 * header
 *    0          8         12        16            24            32              36          60       64
 *    +----------+---------+---------+-------------+-------------+---------------+-----------+---------+
 *    | magic    | version | length  | complete    | its short   | records, 0 in | zero      | CRC-32C |
 *    | SWABCUTS | 1 or 2  | 64      | through     | hash        | older files   |           |         |
 *    +----------+---------+---------+-------------+-------------+---------------+-----------+---------+
 * record
 *    0          8                   16            24            36       40           48    60       64
 *    +----------+-------------------+-------------+-------------+--------+------------+-----+---------+
 *    | sequence | since ms          | valid until | pseudonym   | issue  | short hash | zero| CRC-32C |
 *    |          |                   | seconds     |             | number |            |     |         |
 *    +----------+-------------------+-------------+-------------+--------+------------+-----+---------+
 * record of a link
 *    0          8                   16            24            36       40           48    60       64
 *    +----------+-------------------+-------------+-------------+--------+------------+-----+---------+
 *    | sequence | since ms          | 2^63 - 1    | pseudonym   | zero   | short hash |other| CRC-32C |
 *    |          |                   |             |             |        |            |     |         |
 *    +----------+-------------------+-------------+-------------+--------+------------+-----+---------+
 * </pre>
 *
 * <p>A link's other pseudonym is never zero: that tells its record from a cut-off's. Version 2: there are links, or were.
 *
 * <p><i>Complete through</i>: every cut-off of the registry up to this sequence was in this log once, those that are not any
 * more have been forgotten. <i>Records</i>: so many were in the file when its header was written; with fewer, somebody cut it,
 * and the header claims too much. Sequence 0 in a record: of another registry than the one that is followed now.
 */
final class CutoffDescriptor {
    static final int LENGTH = 64;
    static final long MAGIC = 0x5354_5543_4241_5753L;
    /** Of a log without links, which older servers read too. */
    static final int VERSION = 1;
    /** Of a log with links, which an older server must not take for cut-offs. */
    static final int VERSION_WITH_LINKS = 2;

    private static final int CRC_OFFSET = 60;
    private static final int PSEUDONYM_OFFSET = 24;
    private static final int OTHER_OFFSET = 48;
    private static final byte[] NOBODY = new byte[Pseudonym.LENGTH];

    private CutoffDescriptor() {
    }

    static void putHeader(
        final ByteBuffer buffer, final int at, final int version, final long completeThrough, final long shortHash,
        final int records) {
        clear(buffer, at);
        buffer.putLong(at, MAGIC).putInt(at + 8, version).putInt(at + 12, LENGTH);
        buffer.putLong(at + 16, completeThrough).putLong(at + 24, shortHash).putInt(at + 32, records);
        buffer.putInt(at + CRC_OFFSET, crc(buffer, at));
    }

    static long magic(final ByteBuffer buffer, final int at) {
        return buffer.getLong(at);
    }

    static int version(final ByteBuffer buffer, final int at) {
        return buffer.getInt(at + 8);
    }

    static long completeThrough(final ByteBuffer buffer, final int at) {
        return buffer.getLong(at + 16);
    }

    static long completeShortHash(final ByteBuffer buffer, final int at) {
        return buffer.getLong(at + 24);
    }

    static int records(final ByteBuffer buffer, final int at) {
        return buffer.getInt(at + 32);
    }

    static void put(final ByteBuffer buffer, final int at, final RegistryNote note) {
        clear(buffer, at);
        buffer.putLong(at, note.sequence()).putLong(at + 8, note.sinceMs());
        buffer.putLong(at + 16, note.validUntilSeconds()).putLong(at + 40, note.shortHash());
        if (note instanceof Cutoff cutoff) {
            buffer.put(at + PSEUDONYM_OFFSET, cutoff.person().bytes()).putInt(at + 36, (int) cutoff.issueNumber());
        } else if (note instanceof PersonLink link) {
            buffer.put(at + PSEUDONYM_OFFSET, link.person().bytes()).put(at + OTHER_OFFSET, link.other().bytes());
        }
        buffer.putInt(at + CRC_OFFSET, crc(buffer, at));
    }

    static RegistryNote get(final ByteBuffer buffer, final int at) {
        final byte[] other = bytes(buffer, at + OTHER_OFFSET);
        final Pseudonym person = Pseudonym.of(bytes(buffer, at + PSEUDONYM_OFFSET));
        if (!Arrays.equals(other, NOBODY)) {
            return new PersonLink(buffer.getLong(at), buffer.getLong(at + 8), person, Pseudonym.of(other));
        }
        return new Cutoff(buffer.getLong(at), buffer.getLong(at + 8), buffer.getLong(at + 16), person,
            buffer.getInt(at + 36) & 0xFFFF_FFFFL, buffer.getLong(at + 40));
    }

    private static byte[] bytes(final ByteBuffer buffer, final int at) {
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        buffer.get(at, pseudonym);
        return pseudonym;
    }

    static boolean isWhole(final ByteBuffer buffer, final int at) {
        return buffer.getInt(at + CRC_OFFSET) == crc(buffer, at);
    }

    private static void clear(final ByteBuffer buffer, final int at) {
        for (int offset = 0; offset < LENGTH; offset += Long.BYTES) {
            buffer.putLong(at + offset, 0);
        }
    }

    private static int crc(final ByteBuffer buffer, final int at) {
        final CRC32C crc = new CRC32C();
        crc.update(buffer.slice(at, CRC_OFFSET));
        return (int) crc.getValue();
    }
}
