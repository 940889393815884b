package io.swabline.server.ring;

import io.swabline.protocol.ScanDescriptor;

/**
 * The bytes of a ring slot: two cache lines, little endian. The first is the scan as the station sent it; once validated,
 * the credential's place holds the pseudonym and issue number instead, so that no ID number outlives that stage.
 *
 * <pre>
 *    0       8    9     10        12          28            40       44                    64
 *    +-------+----+-----+---------+-----------+-------------+--------+---------------------+
 *    | scan- |meth|flags|reserved | sample id | pseudonym   | issue  | zero                |
 *    | nedAt | od |     |         |           |             | number |                     |
 *    +-------+----+-----+---------+-----------+-------------+--------+---------------------+
 *   64            72       80            88           96         100       104      108    112
 *    +------------+--------+-------------+------------+----------+---------+--------+--------+
 *    | connection | stream | receivedAt  | received   | sequence | station | skew   | detail |
 *    |            |        | ms          | ns         |          |         | ms     |        |
 *    +------------+--------+-------------+------------+----------+---------+--------+--------+
 *  112    113       114     115       116                                                 128
 *    +------+---------+-------+---------+-------------------------------------------------+
 *    | kind | verdict | flags | outcome | unused                                          |
 *    +------+---------+-------+---------+-------------------------------------------------+
 * </pre>
 */
final class SlotDescriptor {
    static final int SLOT_LENGTH = 128;

    static final int SCANNED_AT_OFFSET = ScanDescriptor.SCANNED_AT_OFFSET;
    static final int METHOD_OFFSET = ScanDescriptor.METHOD_OFFSET;
    static final int SAMPLE_ID_OFFSET = ScanDescriptor.SAMPLE_ID_OFFSET;
    static final int CREDENTIAL_OFFSET = ScanDescriptor.CREDENTIAL_OFFSET;
    static final int PSEUDONYM_OFFSET = CREDENTIAL_OFFSET;
    static final int ISSUE_NUMBER_OFFSET = PSEUDONYM_OFFSET + 12;
    static final int CONNECTION_OFFSET = 64;
    static final int STREAM_OFFSET = 72;
    static final int RECEIVED_AT_OFFSET = 80;
    static final int RECEIVED_NS_OFFSET = 88;
    static final int SEQUENCE_OFFSET = 96;
    static final int STATION_OFFSET = 100;
    static final int SKEW_OFFSET = 104;
    static final int DETAIL_OFFSET = 108;
    static final int KIND_OFFSET = 112;
    static final int VERDICT_OFFSET = 113;
    static final int FLAGS_OFFSET = 114;
    static final int OUTCOME_OFFSET = 115;

    private SlotDescriptor() {
    }
}
