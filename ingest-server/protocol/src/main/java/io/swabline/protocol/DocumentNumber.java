package io.swabline.protocol;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/**
 * The number of a document that is no citizen's ID card, in its one canonical form: two ways of typing or reading the same
 * document give equal values, the same credential and the same pseudonym. An immutable value for issuing, terminals and tools;
 * the scan path checks the bytes themselves with {@link #isValid(byte[], int, long)}. Its text shows no number.
 *
 * <p>What {@link #parse} takes: full-width characters, small letters, spaces, hyphens and the filler {@code <} of
 * machine-readable lines, all of which it normalises away. Of older permits it drops the number of issue, which changes while
 * the person does not (see {@link DocumentType}).
 *
 * <p>The issuing state of a passport is the code in its machine-readable line, ICAO 9303 part 3: 3 letters, mostly those of ISO
 * 3166-1, or an organisation's such as UNO. Germany has {@code D} there and {@code DEU} in ISO; both become {@code DEU}. States
 * are not looked up in a list: codes are added, and old ones stay on passports.
 */
public final class DocumentNumber {
    static final int PASSPORT_LENGTH_MIN = 5;
    static final int PASSPORT_LENGTH_MAX = 15;

    /** The longest text that is read, in UTF-16 units: the longest number with a separator after each character fits. */
    private static final int TEXT_LENGTH_MAX = 64;
    private static final int MINUS_SIGN = 0x2212;
    private static final String GERMANY_IN_PASSPORTS = "D";
    private static final String GERMANY = "DEU";

    private final byte[] credential;

    private DocumentNumber(final byte[] credential) {
        this.credential = credential;
    }

    /**
     * The number of a document as somebody typed it or a device read it.
     *
     * @param issuingState  of a passport, 3 letters or {@code D}; empty for every other type
     * @param todayEpochDay days since 1970-01-01 where the scan was made: nobody is born after it
     * @throws DocumentNumberException saying what is wrong, without the number
     */
    public static DocumentNumber parse(final DocumentType type, final CharSequence issuingState, final CharSequence number,
        final long todayEpochDay) {
        final byte[] credential = new byte[DocumentDescriptor.LENGTH];
        credential[DocumentDescriptor.TYPE_OFFSET] = type.code();
        putState(type, issuingState, credential);
        if (number.length() > TEXT_LENGTH_MAX) {
            throw new DocumentNumberException(DocumentFault.NUMBER_TOO_LONG, "the number, with its spaces and hyphens, has "
                + number.length() + " characters, more than " + TEXT_LENGTH_MAX + ": " + type.rule());
        }
        final String normalised = normalised(number, type == DocumentType.TAIWAN_PERMIT);
        requireLettersAndDigits(normalised, type);
        final byte[] bytes = normalised.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, credential, DocumentDescriptor.NUMBER_OFFSET, keptLength(type, bytes));
        if (!isValid(credential, 0, todayEpochDay)) {
            throw new DocumentNumberException(DocumentFault.NUMBER_CHECK,
                "the birth date or the check character of the permanent residence card's number is wrong: read it again,"
                    + " digit by digit");
        }
        return new DocumentNumber(credential);
    }

    /**
     * Whether the 36 bytes are the credential of a possible document, in canonical form. Allocates nothing.
     *
     * @param todayEpochDay days since 1970-01-01 where the scan was made
     */
    public static boolean isValid(final byte[] credential, final int offset, final long todayEpochDay) {
        final int code = credential[offset + DocumentDescriptor.TYPE_OFFSET];
        if (!DocumentType.isKnown(code)) {
            return false;
        }
        final DocumentType type = DocumentType.of(code);
        final int numberOffset = offset + DocumentDescriptor.NUMBER_OFFSET;
        final int length = DocumentDescriptor.numberLength(credential, offset);
        return isState(type, credential, offset + DocumentDescriptor.STATE_OFFSET)
            && type.isCanonical(credential, numberOffset, length)
            && (!DocumentDescriptor.isIdNumber(credential, offset)
                || IdNumber.isValid(credential, numberOffset, length, todayEpochDay));
    }

    public DocumentType type() {
        return DocumentType.of(credential[DocumentDescriptor.TYPE_OFFSET]);
    }

    /** The 3 letters of a passport's issuing state; empty for every other type. */
    public String issuingState() {
        return credential[DocumentDescriptor.STATE_OFFSET] == 0 ? "" : new String(
            credential, DocumentDescriptor.STATE_OFFSET, DocumentDescriptor.STATE_LENGTH, StandardCharsets.US_ASCII);
    }

    /** The number, 5 to 18 letters and digits. It identifies a person: it goes into no log, message or file. */
    public String number() {
        return new String(credential, DocumentDescriptor.NUMBER_OFFSET, DocumentDescriptor.numberLength(credential, 0),
            StandardCharsets.US_ASCII);
    }

    /** Whether the number is an ID number, whose pseudonym is then the same as by ID card. */
    public boolean isIdNumber() {
        return DocumentDescriptor.isIdNumber(credential, 0);
    }

    /** Writes a scan's 36-byte credential. */
    public void putCredential(final MutableDirectBuffer buffer, final int offset) {
        buffer.putBytes(offset, credential);
    }

    /** A copy of a scan's 36-byte credential. */
    public byte[] credential() {
        return credential.clone();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof DocumentNumber that && Arrays.equals(credential, that.credential);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(credential);
    }

    @Override
    public String toString() {
        return "number of a " + type().word();
    }

    private static void putState(final DocumentType type, final CharSequence issuingState, final byte[] credential) {
        final boolean isReadable = issuingState.length() <= TEXT_LENGTH_MAX;
        final String state = isReadable ? normalised(issuingState, false) : issuingState.toString();
        if (type != DocumentType.PASSPORT) {
            if (!state.isEmpty()) {
                throw new DocumentNumberException(DocumentFault.STATE_NOT_WANTED,
                    "only a passport has an issuing state: leave it out for a " + type.word());
            }
            return;
        }
        final byte[] bytes = (state.equals(GERMANY_IN_PASSPORTS) ? GERMANY : state).getBytes(StandardCharsets.UTF_8);
        if (bytes.length != DocumentDescriptor.STATE_LENGTH || !isState(type, bytes, 0)) {
            throw new DocumentNumberException(DocumentFault.STATE_FORM, "the issuing state of a passport is the 3 letters after"
                + " P< in its machine-readable line, GBR and not GB; Germany may be D or DEU");
        }
        System.arraycopy(bytes, 0, credential, DocumentDescriptor.STATE_OFFSET, bytes.length);
    }

    private static boolean isState(final DocumentType type, final byte[] bytes, final int offset) {
        if (type == DocumentType.PASSPORT) {
            return DocumentForm.isLetter(bytes[offset]) && DocumentForm.isLetter(bytes[offset + 1])
                && DocumentForm.isLetter(bytes[offset + 2]);
        }
        return (bytes[offset] | bytes[offset + 1] | bytes[offset + 2]) == 0;
    }

    /** Full-width to half-width, letters large, separators away; other characters stay, and are found later. */
    private static String normalised(final CharSequence text, final boolean withoutBrackets) {
        final StringBuilder kept = new StringBuilder(TEXT_LENGTH_MAX);
        Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints()
            .filter(character -> !isSeparator(character) && !(withoutBrackets && (character == '(' || character == ')')))
            .map(character -> character >= 'a' && character <= 'z' ? character - 'a' + 'A' : character)
            .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static boolean isSeparator(final int character) {
        final int category = Character.getType(character);
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || category == Character.DASH_PUNCTUATION
            || category == Character.FORMAT || character == MINUS_SIGN || character == '<';
    }

    private static void requireLettersAndDigits(final String number, final DocumentType type) {
        if (number.isEmpty()) {
            throw new DocumentNumberException(DocumentFault.NUMBER_EMPTY, "there is no number: " + type.rule());
        }
        for (int i = 0; i < number.length(); i++) {
            if (!DocumentForm.isDigit(number.charAt(i)) && !DocumentForm.isLetter(number.charAt(i))) {
                throw new DocumentNumberException(DocumentFault.NUMBER_CHARACTER, "character " + (i + 1) + " of the number,"
                    + " spaces not counted, is neither a letter A to Z nor a digit: " + type.rule());
            }
        }
    }

    /** How many characters of the number tell people apart. */
    private static int keptLength(final DocumentType type, final byte[] number) {
        final List<DocumentForm> ofThisLength = type.forms().stream().filter(form -> form.length() == number.length).toList();
        if (ofThisLength.isEmpty()) {
            throw new DocumentNumberException(DocumentFault.NUMBER_LENGTH, type.rule() + "; this one has " + number.length
                + " characters");
        }
        DocumentForm nearest = ofThisLength.get(0);
        for (final DocumentForm form : ofThisLength) {
            if (form.matches(number, 0, number.length)) {
                return form.keptLength();
            }
            nearest = form.matchedLength(number, 0) > nearest.matchedLength(number, 0) ? form : nearest;
        }
        final int place = nearest.matchedLength(number, 0);
        throw new DocumentNumberException(DocumentFault.NUMBER_FORM, type.rule() + "; character " + (place + 1)
            + " of this one is not " + nearest.wanted(place));
    }
}
