package io.swabline.protocol;

/**
 * A sampling code: 100 bytes, of which the first 36, the core, are what a station sends and the server checks. Little endian.
 *
 * <pre>
 *    0         1        2       3              4             8                     24            36                  100
 *   +=========+========+=======+==============+=============+=====================+=============+===================+
 *   | version | key id | flags | validityDays | issuedAt s  | sealed holder (16)  | MAC (12)    | signature (64)    |
 *   +=========+========+=======+==============+=============+=====================+=============+===================+
 *   |&lt;------------------------------- core: 36 bytes ---------------------------------------&gt;|
 *   |&lt;----------------------- under the MAC -------------------------&gt;|
 *   |&lt;------------------------------- under the signature -----------------------------------&gt;|
 *
 *   version        1
 *   key id         1 to 255, see {@link SamplingKeys}
 *   flags          bit 0: fetched by the person; bit 1: fetched by a relative; others 0
 *   validityDays   1 to 255
 *   issuedAt       epoch seconds, unsigned 32 bits
 *   sealed holder  one AES-256 block of: person pseudonym (12), issue number (4, unsigned)
 *   MAC            first 12 bytes of AES-128-CMAC (RFC 4493, NIST SP 800-38B)
 *   signature      Ed25519 (RFC 8032)
 * </pre>
 *
 * As text: {@code N1:} and the Base45 (RFC 9285) of the 100 bytes, 153 characters of the QR alphanumeric set.
 */
public final class CodeDescriptor {
    /** The only version so far. */
    public static final int VERSION = 1;

    public static final int VERSION_OFFSET = 0;
    public static final int KEY_ID_OFFSET = 1;
    public static final int FLAGS_OFFSET = 2;
    public static final int VALIDITY_DAYS_OFFSET = 3;
    public static final int ISSUED_AT_OFFSET = 4;
    public static final int SEALED_OFFSET = 8;
    public static final int SEALED_LENGTH = 16;
    public static final int MAC_OFFSET = 24;
    public static final int MAC_LENGTH = 12;
    public static final int SIGNATURE_OFFSET = 36;
    public static final int SIGNATURE_LENGTH = 64;

    /** Bytes that the MAC covers. */
    public static final int MAC_INPUT_LENGTH = 24;
    /** Bytes that a station sends, and that the signature covers. */
    public static final int CORE_LENGTH = 36;
    /** Bytes of the whole code. */
    public static final int CODE_LENGTH = 100;

    /** Within the unsealed holder: the person's pseudonym. */
    public static final int PSEUDONYM_LENGTH = 12;
    /** Within the unsealed holder: offset of the issue number, unsigned 32 bits. */
    public static final int ISSUE_NUMBER_OFFSET = 12;

    /** Flag: the person fetched the code. */
    public static final int FLAG_SELF = 0x01;
    /** Flag: a relative fetched the code. */
    public static final int FLAG_RELATIVE = 0x02;
    /** All flags that have a meaning; the other bits are 0. */
    public static final int FLAGS_KNOWN = FLAG_SELF | FLAG_RELATIVE;

    /** Days that a code is valid unless the issuer says otherwise. */
    public static final int VALIDITY_DAYS_DEFAULT = 30;
    /** Greatest number of days. */
    public static final int VALIDITY_DAYS_MAX = 255;

    /** What the text starts with: name and version of the encoding. */
    public static final String TEXT_PREFIX = "N1:";
    /** Characters of the text. */
    public static final int TEXT_LENGTH = 153;

    private CodeDescriptor() {
    }
}
