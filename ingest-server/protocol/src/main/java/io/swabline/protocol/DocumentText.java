package io.swabline.protocol;

import java.text.Normalizer;

/**
 * A document as one line of text: {@code passport:GBR:123456789}, and for every other type its word and the number, such as
 * {@code hk-macao-permit:H12345678}. The colons and the word may be full-width, the word in large letters. Stateless.
 */
public final class DocumentText {
    /** What a person may be shown of the form. */
    public static final String EXAMPLE = "passport:GBR:123456789";

    private static final char SEPARATOR = ':';
    /** UTF-16 units; longer lines are no document: word, state and number with separators are shorter. */
    private static final int LENGTH_MAX = 256;

    private DocumentText() {
    }

    /** Whether the line begins with the word of a document type and a colon. What follows may still be wrong. */
    public static boolean isDocument(final String line) {
        return line.length() <= LENGTH_MAX && typeOf(normalised(line)) != null;
    }

    /**
     * The document of a line for which {@link #isDocument} holds.
     *
     * @param todayEpochDay days since 1970-01-01 where the scan was made
     * @throws IllegalArgumentException saying what is wrong, without the number
     */
    public static DocumentNumber parse(final String line, final long todayEpochDay) {
        final String text = normalised(line);
        final DocumentType type = typeOf(text);
        if (type == null) {
            throw new IllegalArgumentException("no document such as " + EXAMPLE);
        }
        final String rest = text.substring(type.word().length() + 1);
        final int separator = rest.indexOf(SEPARATOR);
        if (type == DocumentType.PASSPORT && separator < 0) {
            throw new DocumentNumberException(DocumentFault.STATE_FORM,
                "the issuing state is missing: write " + EXAMPLE + ", with a colon between state and number");
        }
        return DocumentNumber.parse(
            type, separator < 0 ? "" : rest.substring(0, separator), rest.substring(separator + 1), todayEpochDay);
    }

    private static String normalised(final String line) {
        return Normalizer.normalize(line, Normalizer.Form.NFKC).strip();
    }

    private static DocumentType typeOf(final String text) {
        for (final DocumentType type : DocumentType.values()) {
            final int length = type.word().length();
            if (text.regionMatches(true, 0, type.word(), 0, length) && text.length() > length
                && text.charAt(length) == SEPARATOR) {
                return type;
            }
        }
        return null;
    }
}
