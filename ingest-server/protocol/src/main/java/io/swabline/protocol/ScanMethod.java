package io.swabline.protocol;

/** How the person was identified. The codes are those of {@code ScanMethod} in the station protocol's schema. */
public enum ScanMethod {
    /** A sampling code: the credential is its 36-byte core. */
    CODE(1),
    /** An ID card was read: the credential is the ID number. */
    ID_CARD(2),
    /** The person said the ID number: the credential is that number. */
    ID_SPOKEN(3),
    /** A document other than the ID card: the credential is laid out in {@link DocumentDescriptor}. Since schema version 3. */
    DOCUMENT(4);

    private final byte code;

    ScanMethod(final int code) {
        this.code = (byte) code;
    }

    /** The code in messages and journal records, 1 to 4. */
    public byte code() {
        return code;
    }

    /** Whether a byte of a message is the code of a method. */
    public static boolean isKnown(final int code) {
        return code >= 1 && code <= 4;
    }

    /** The method of a code; {@link IllegalArgumentException} if there is none. */
    public static ScanMethod of(final int code) {
        return switch (code) {
            case 1 -> CODE;
            case 2 -> ID_CARD;
            case 3 -> ID_SPOKEN;
            case 4 -> DOCUMENT;
            default -> throw new IllegalArgumentException("no scan method has the code " + code + "; codes are 1 to 4");
        };
    }
}
