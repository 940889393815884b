package io.swabline.protocol;

/**
 * One scan as a station sends it: 64 bytes, a cache line, an entry of the group in Scans. Little endian.
 *
 * <pre>
 *    0              8        9       10         12                28                                    64
 *   +==============+========+=======+==========+=================+=====================================+
 *   | scannedAt ms | method | flags | reserved | sampleId (16)   | credential (36)                     |
 *   +==============+========+=======+==========+=================+=====================================+
 *
 *   scannedAt   station clock, signed epoch milliseconds
 *   method      a {@link ScanMethod} code
 *   flags       0; reserved: 0
 *   sampleId    see {@link SampleId}
 *   credential  core of a sampling code (see {@link CodeDescriptor}), an ID number in ASCII, zero padded, or a document (see
 *               {@link DocumentDescriptor})
 * </pre>
 */
public final class ScanDescriptor {
    public static final int SCANNED_AT_OFFSET = 0;
    public static final int METHOD_OFFSET = 8;
    public static final int FLAGS_OFFSET = 9;
    public static final int RESERVED_OFFSET = 10;
    public static final int SAMPLE_ID_OFFSET = 12;
    public static final int SAMPLE_ID_LENGTH = 16;
    public static final int CREDENTIAL_OFFSET = 28;
    public static final int CREDENTIAL_LENGTH = 36;
    /** Bytes of a scan. */
    public static final int LENGTH = 64;

    private ScanDescriptor() {
    }
}
