package io.swabline.loadgen.ledger;

import java.util.zip.CRC32C;

/**
 * The bytes of a ledger file. Little endian; everything is a multiple of 32 bytes, so that a place in the file is named by its
 * slot (offset / 32). A file header, blocks of at most 4,096 entries, a footer. A ledger without its footer is torn: the
 * generator did not live to finish it.
 *
 * <pre>
 * File header, 64 bytes                          Block header, 32 bytes, then count entries
 *    0  u64  magic "SWABLEDG"                       0  u32  magic "BLCK"
 *    8  u32  version, 1                             4  u32  count, 1 to 4,096
 *   12  u32  CRC-32C of bytes 16 to 63              8  u64  entries before this block
 *   16  u64  run id                                16  u32  CRC-32C of bytes 0 to 15 and of all its entries
 *   24  i64  started at, epoch ms                  20       reserved, 0
 *   32       reserved, 0
 *                                                Footer, 32 bytes
 * Entry, 32 bytes                                   0  u32  magic "FOOT"
 *    0  u64  stream                                 4  u32  1: the run was cut short; 0: it ended
 *    8  u32  sequence                               8  u64  entries of the ledger
 *   12  u32  station                               16  u32  CRC-32C of bytes 0 to 15 and 24 to 31
 *   16  u32  CRC-32C of scannedAt, sampleId and    20       reserved, 0
 *            method as they stand in a scan        24  i64  ended at, epoch ms
 *   20  u32  detail of the verdict
 *   24  u32  expected detail, 0: not foretold
 *   28  u8   verdict, 0: none ever came
 *   29  u8   expected verdict
 *   30  u8   flags: bit 0 retransmit asked for, bit 1 answered as retransmit, bit 2 the station's clock was off: 0 stands for
 *            scannedAt in the CRC, and the right time of the scan, epoch seconds, in place of the expected detail
 *   31       reserved, 0
 * </pre>
 */
public final class LedgerDescriptor {
    public static final int SLOT_LENGTH = 32;

    public static final long FILE_MAGIC = 0x4744_454C_4241_5753L;
    public static final int VERSION = 1;
    public static final int FILE_HEADER_LENGTH = 64;
    public static final int FILE_MAGIC_OFFSET = 0;
    public static final int FILE_VERSION_OFFSET = 8;
    public static final int FILE_CRC_OFFSET = 12;
    public static final int FILE_RUN_ID_OFFSET = 16;
    public static final int FILE_STARTED_AT_MS_OFFSET = 24;

    public static final int BLOCK_MAGIC = 0x4B434C42;
    public static final int FOOTER_MAGIC = 0x544F4F46;
    public static final int BLOCK_ENTRIES_MAX = 4_096;
    public static final int BLOCK_HEADER_LENGTH = SLOT_LENGTH;
    public static final int BLOCK_LENGTH_MAX = BLOCK_HEADER_LENGTH + BLOCK_ENTRIES_MAX * SLOT_LENGTH;
    public static final int MAGIC_OFFSET = 0;
    public static final int COUNT_OFFSET = 4;
    public static final int ENTRIES_BEFORE_OFFSET = 8;
    public static final int CRC_OFFSET = 16;
    public static final int CRC_COVERED_LENGTH = 16;

    public static final int FOOTER_CUT_SHORT_OFFSET = 4;
    public static final int FOOTER_ENTRIES_OFFSET = 8;
    public static final int FOOTER_ENDED_AT_MS_OFFSET = 24;

    public static final int STREAM_OFFSET = 0;
    public static final int SEQUENCE_OFFSET = 8;
    public static final int STATION_OFFSET = 12;
    public static final int FINGERPRINT_OFFSET = 16;
    public static final int DETAIL_OFFSET = 20;
    public static final int EXPECTED_DETAIL_OFFSET = 24;
    public static final int VERDICT_OFFSET = 28;
    public static final int EXPECTED_VERDICT_OFFSET = 29;
    public static final int FLAGS_OFFSET = 30;
    public static final int RESERVED_OFFSET = 31;

    public static final int FLAG_RETRANSMIT_ASKED = 1;
    public static final int FLAG_RETRANSMIT_ANSWERED = 2;
    public static final int FLAG_CLOCK_OFF = 4;
    /** In place of scannedAt in the CRC, where the server writes another than was sent. */
    public static final long TIME_LEFT_OUT = 0;
    /** Stands in the place of a verdict when none ever came. */
    public static final byte UNANSWERED = 0;

    /** scannedAt, sampleId and method, in this order, without a gap. */
    public static final int FINGERPRINT_INPUT_LENGTH = 8 + 16 + 1;

    private LedgerDescriptor() {
    }

    /** The content of a scan in four bytes; {@code input} holds {@link #FINGERPRINT_INPUT_LENGTH} bytes. */
    public static int fingerprint(final CRC32C crc, final byte[] input) {
        crc.reset();
        crc.update(input, 0, FINGERPRINT_INPUT_LENGTH);
        return (int) crc.getValue();
    }
}
