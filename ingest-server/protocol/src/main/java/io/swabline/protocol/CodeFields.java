package io.swabline.protocol;

/** The first eight bytes of a core as one little-endian number, so that they are taken apart without reading them again. */
final class CodeFields {
    private static final long UNSIGNED_32_MAX = 0xffff_ffffL;

    private CodeFields() {
    }

    static long pack(final int version, final int keyId, final int flags, final int validityDays, final long issuedAtSeconds) {
        return version & 0xff
            | (keyId & 0xff) << 8
            | (flags & 0xff) << 16
            | (validityDays & 0xffL) << 24
            | issuedAtSeconds << 32;
    }

    static int version(final long fields) {
        return (int) fields & 0xff;
    }

    static int keyId(final long fields) {
        return (int) (fields >>> 8) & 0xff;
    }

    static int flags(final long fields) {
        return (int) (fields >>> 16) & 0xff;
    }

    static int validityDays(final long fields) {
        return (int) (fields >>> 24) & 0xff;
    }

    static long issuedAtSeconds(final long fields) {
        return fields >>> 32;
    }

    static void requireIssuable(final long issueNumber, final long issuedAtSeconds, final int validityDays, final int flags) {
        if (issueNumber < 0 || issueNumber > UNSIGNED_32_MAX) {
            throw new IllegalArgumentException("an issue number is 0 to 4294967295, not " + issueNumber);
        }
        if (issuedAtSeconds < 0 || issuedAtSeconds > UNSIGNED_32_MAX) {
            throw new IllegalArgumentException("issued-at is 0 to 4294967295 epoch seconds, not " + issuedAtSeconds);
        }
        if (validityDays < 1 || validityDays > CodeDescriptor.VALIDITY_DAYS_MAX) {
            throw new IllegalArgumentException("a code is valid for 1 to 255 days, not " + validityDays);
        }
        if (flags != CodeDescriptor.FLAG_SELF && flags != CodeDescriptor.FLAG_RELATIVE) {
            throw new IllegalArgumentException("flags are self (1) or relative (2), not " + flags);
        }
    }
}
