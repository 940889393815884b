package io.swabline.protocol.trust;

import io.swabline.protocol.SamplingKey;

/**
 * A trust bundle: what a terminal needs to judge codes with no network, signed. Little endian, numbers signed.
 *
 * <pre>
 *    0            8             12           16           24             32          36           40               72
 *   +============+=============+============+============+==============+===========+============+================+
 *   | magic (8)  | version (4) | length (4) | counter (8)| made at ms(8)| keys  (4) | hashes (4) | root key (32)  |
 *   +============+=============+============+============+==============+===========+============+================+
 *
 *   then each key, 48 bytes, ascending by id:
 *    0         1           2              8                 16                                   48
 *   +=========+===========+==============+=================+====================================+
 *   | id (1)  | status (1)| zero (6)     | created at s (8)| Ed25519 public key (32, RFC 8032)  |
 *   +=========+===========+==============+=================+====================================+
 *
 *   then each {@link ShortHash} of a superseded code that has not expired, 8 bytes, ascending, none twice;
 *   then the Ed25519 signature (64) of the root key over everything before it.
 *
 *   magic     the ASCII letters SWABTRST
 *   version   1
 *   length    bytes of the whole bundle, signature included
 *   counter   1 and up; revision of the key file plus highest sequence of a cut-off: grows with every change
 *   made at   epoch milliseconds
 *   keys      1 to 255
 *   hashes    0 to 5,000,000
 *   root key  the Ed25519 public key, as in RFC 8032
 *   id        1 to 255
 *   status    1 current (exactly one), 2 previous, 3 retired, 4 withdrawn
 * </pre>
 */
public final class TrustBundleDescriptor {
    /** {@code SWABTRST} as a little-endian number. */
    public static final long MAGIC = 0x5453_5254_4241_5753L;
    /** The only version so far. */
    public static final int VERSION = 1;

    public static final int MAGIC_OFFSET = 0;
    public static final int VERSION_OFFSET = 8;
    public static final int LENGTH_OFFSET = 12;
    public static final int COUNTER_OFFSET = 16;
    public static final int MADE_AT_OFFSET = 24;
    public static final int KEY_COUNT_OFFSET = 32;
    public static final int HASH_COUNT_OFFSET = 36;
    public static final int ROOT_KEY_OFFSET = 40;
    public static final int HEADER_LENGTH = 72;

    /** Offsets within a key. */
    public static final int KEY_ID_OFFSET = 0;
    public static final int KEY_STATUS_OFFSET = 1;
    public static final int KEY_ZERO_OFFSET = 2;
    public static final int KEY_CREATED_AT_OFFSET = 8;
    public static final int KEY_PUBLIC_OFFSET = 16;
    public static final int KEY_LENGTH = 48;

    public static final int PUBLIC_KEY_LENGTH = 32;
    public static final int HASH_LENGTH = 8;
    public static final int SIGNATURE_LENGTH = 64;

    /** Superseded codes in a bundle: of 25 million people, one in five lost the phone within the 30 days. */
    public static final int HASHES_MAX = 5_000_000;
    /** No bundle is longer than these bytes, about 40 MB; a reader need not take more from disk or network. */
    public static final int LENGTH_MAX = length(SamplingKey.ID_MAX, HASHES_MAX);

    private TrustBundleDescriptor() {
    }

    /** Bytes of a bundle with so many keys and hashes. */
    static int length(final int keys, final int hashes) {
        return HEADER_LENGTH + keys * KEY_LENGTH + hashes * HASH_LENGTH + SIGNATURE_LENGTH;
    }
}
