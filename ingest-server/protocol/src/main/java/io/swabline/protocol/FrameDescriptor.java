package io.swabline.protocol;

/**
 * The frame that carries each message of the station protocol, and the sizes that follow from it. All numbers are bytes.
 * Little endian.
 *
 * <pre>
 *    0        4                          12
 *   +========+==========================+=====================+
 *   | length | SBE message header (8)   | message body        |
 *   +========+==========================+=====================+
 *            |&lt;-------- length: 8 to 65,536 bytes ----------&gt;|
 *
 *   Scans:   firstSequence (4)  group: blockLength (2) numInGroup (2)  then scans of 64, see {@link ScanDescriptor}
 *   Ack:     root block (17)    group: blockLength (2) numInGroup (2)  then verdicts of 10
 *   Records: root block (24)    group: blockLength (2) numInGroup (2)  then records of 64
 * </pre>
 */
public final class FrameDescriptor {
    /** The unsigned length field; it counts the bytes behind it. */
    public static final int LENGTH_FIELD_LENGTH = 4;
    /** SBE message header: blockLength, templateId, schemaId, version; each unsigned 16 bits. */
    public static final int HEADER_LENGTH = 8;
    /** Least value of the length field: a header with an empty body. */
    public static final int FRAME_LENGTH_MIN = HEADER_LENGTH;
    /** Greatest value of the length field. Larger frames close the connection; it bounds what a receiver has to hold. */
    public static final int FRAME_LENGTH_MAX = 65_536;

    /**
     * Schema version that stations and subscribers say in every frame but Scans with documents: the oldest that has all fields
     * of these frames. A server takes older versions and no newer one, so with this one they talk to older servers, too.
     */
    public static final int CLIENT_VERSION = 1;
    /** Schema version of a server that takes scans by {@link ScanMethod#DOCUMENT}; an older one answers them MALFORMED. */
    public static final int DOCUMENTS_VERSION = 3;

    /** Offset of the message body from the start of the frame. */
    public static final int BODY_OFFSET = LENGTH_FIELD_LENGTH + HEADER_LENGTH;
    /** Dimensions of a repeating group: blockLength and numInGroup, each unsigned 16 bits. */
    public static final int GROUP_HEADER_LENGTH = 4;

    /** Root block of Scans: firstSequence. */
    public static final int SCANS_BLOCK_LENGTH = 4;
    /** One scan in Scans. */
    public static final int SCAN_LENGTH = ScanDescriptor.LENGTH;
    /** What a Scans message holds beside its scans, without the length field: header, root block, group dimensions. */
    public static final int SCANS_OVERHEAD = HEADER_LENGTH + SCANS_BLOCK_LENGTH + GROUP_HEADER_LENGTH;
    /** Offset of the first scan from the start of the frame. */
    public static final int SCANS_OFFSET = LENGTH_FIELD_LENGTH + SCANS_OVERHEAD;
    /** Scans that fit into one frame: 1,023. */
    public static final int SCANS_PER_FRAME_MAX = (FRAME_LENGTH_MAX - SCANS_OVERHEAD) / SCAN_LENGTH;

    /** Root block of Ack: firstSequence, throughSequence, credit, residenceUs, durability. */
    public static final int ACK_BLOCK_LENGTH = 17;
    /** One verdict in Ack: sequence, detail, verdict, flags. */
    public static final int VERDICT_LENGTH = 10;
    /** What an Ack holds beside its verdicts, without the length field. */
    public static final int ACK_OVERHEAD = HEADER_LENGTH + ACK_BLOCK_LENGTH + GROUP_HEADER_LENGTH;
    /** Verdicts that fit into one Ack: 6,550. */
    public static final int VERDICTS_PER_FRAME_MAX = (FRAME_LENGTH_MAX - ACK_OVERHEAD) / VERDICT_LENGTH;

    /** Root block of Records: firstPosition, appendedAt, durablePosition. */
    public static final int RECORDS_BLOCK_LENGTH = 24;
    /** One journal record in Records. */
    public static final int RECORD_LENGTH = 64;
    /** What a Records message holds beside its records, without the length field. */
    public static final int RECORDS_OVERHEAD = HEADER_LENGTH + RECORDS_BLOCK_LENGTH + GROUP_HEADER_LENGTH;
    /** Offset of the first record from the start of the frame. */
    public static final int RECORDS_OFFSET = LENGTH_FIELD_LENGTH + RECORDS_OVERHEAD;
    /** Records that fit into one frame: 1,023. */
    public static final int RECORDS_PER_FRAME_MAX = (FRAME_LENGTH_MAX - RECORDS_OVERHEAD) / RECORD_LENGTH;
    /** Records that a subscriber may allow at a time. */
    public static final int RECORDS_CREDIT_MAX = 1 << 20;

    private FrameDescriptor() {
    }

    /** Value of the length field of a Scans frame with so many scans; add {@link #LENGTH_FIELD_LENGTH} for the whole frame. */
    public static int scansLength(final int scanCount) {
        return SCANS_OVERHEAD + scanCount * SCAN_LENGTH;
    }

    /** Value of the length field of an Ack frame with so many listed verdicts. */
    public static int ackLength(final int verdictCount) {
        return ACK_OVERHEAD + verdictCount * VERDICT_LENGTH;
    }

    /** Value of the length field of a Records frame with so many records. */
    public static int recordsLength(final int recordCount) {
        return RECORDS_OVERHEAD + recordCount * RECORD_LENGTH;
    }
}
