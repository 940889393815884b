package io.swabline.protocol;

/**
 * The 36-byte credential of a scan by document, which is also what the person's pseudonym is made of.
 *
 * <pre>
 *    0      1               4                                                    36
 *   +======+===============+====================================================+
 *   | type | issuing state | number                                             |
 *   +======+===============+====================================================+
 *
 *   type           a {@link DocumentType} code
 *   issuing state  of a passport: 3 letters A to Z, see {@link DocumentNumber}; of any other document 3 zeros
 *   number         5 to 18 characters 0 to 9 and A to Z in ASCII, padded with zeros to 32 bytes
 * </pre>
 */
public final class DocumentDescriptor {
    public static final int TYPE_OFFSET = 0;
    public static final int STATE_OFFSET = 1;
    public static final int STATE_LENGTH = 3;
    public static final int NUMBER_OFFSET = 4;
    /** Bytes that hold the number and its padding. */
    public static final int NUMBER_FIELD_LENGTH = 32;
    /** Bytes of the credential. */
    public static final int LENGTH = ScanDescriptor.CREDENTIAL_LENGTH;

    private DocumentDescriptor() {
    }

    /** Characters of the number: what comes before the zero padding; -1 if anything follows that. */
    static int numberLength(final byte[] credential, final int offset) {
        final int end = offset + LENGTH;
        int at = offset + NUMBER_OFFSET;
        while (at < end && credential[at] != 0) {
            at++;
        }
        final int length = at - offset - NUMBER_OFFSET;
        while (at < end && credential[at] == 0) {
            at++;
        }
        return at == end ? length : -1;
    }

    /**
     * Whether the number is an ID number too: that of a permanent residence card of December 2023 and later. Asked of a
     * credential that was found valid.
     */
    static boolean isIdNumber(final byte[] credential, final int offset) {
        return credential[offset + TYPE_OFFSET] == DocumentType.PERMANENT_RESIDENCE.code()
            && DocumentForm.isDigit(credential[offset + NUMBER_OFFSET]);
    }
}
