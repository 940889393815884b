package io.swabline.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A document that shows who somebody is without being a citizen's ID card. The codes stand in scans and in the pseudonym's
 * input, so they never change. {@link DocumentNumber} reads and normalises the numbers.
 */
public enum DocumentType {
    /** A passport of any state: the issuing state and 5 to 15 letters and digits. */
    PASSPORT(1, "passport", "a passport number has 5 to 15 letters and digits", passportForms()),
    /**
     * The permit with which residents of Hong Kong and Macao come to the mainland: H or M and 8 digits that a person keeps for
     * life. A card of 1999 to 2012 adds 2 digits, the number of its issue. The card of a permanent resident who is no Chinese
     * citizen, since 2024, has HA or MA and 7 digits.
     */
    HK_MACAO_PERMIT(2, "hk-macao-permit", "a Hong Kong and Macao permit has the letter H or M and 8 digits, on older cards 10,"
        + " or the letters HA or MA and 7 digits",
        new DocumentForm("hdddddddd"), new DocumentForm("hAddddddd"), new DocumentForm("hdddddddddd", 9)),
    /**
     * The permit with which residents of Taiwan come to the mainland: 8 digits that a person keeps for life. A booklet from
     * before September 2008 adds 2 digits, the number of its issue, and most of them a letter or digit in brackets, the office.
     */
    TAIWAN_PERMIT(3, "taiwan-permit", "a Taiwan permit has 8 digits, or on older booklets 10 and a letter or digit in brackets",
        new DocumentForm("dddddddd"), new DocumentForm("dddddddddd", 8), new DocumentForm("dddddddddda", 8)),
    /**
     * The card of a foreigner with permanent residence: until December 2023 three letters and 12 digits, since then an ID
     * number (see {@link IdNumber}) that begins with 9. Of the older one the form is checked only: its check digit is
     * not published officially, and refusing a genuine card would be worse than taking a mistyped one.
     */
    PERMANENT_RESIDENCE(4, "permanent-residence", "a permanent residence card has 3 letters and 12 digits, or, since"
        + " December 2023, 18 digits of which the first is 9 and the last may be X",
        new DocumentForm("llldddddddddddd"), new DocumentForm("9ddddddddddddddddx"));

    private static final DocumentType[] BY_CODE = values();

    private final byte code;
    private final String word;
    private final String rule;
    private final List<DocumentForm> forms;

    DocumentType(final int code, final String word, final String rule, final DocumentForm... forms) {
        this.code = (byte) code;
        this.word = word;
        this.rule = rule;
        this.forms = List.of(forms);
    }

    /** The code in a scan's credential, 1 to 4. */
    public byte code() {
        return code;
    }

    /** The type in small letters and hyphens, as commands and the API write it. */
    public String word() {
        return word;
    }

    /** Whether a byte of a credential is the code of a type. */
    public static boolean isKnown(final int code) {
        return code >= 1 && code <= BY_CODE.length;
    }

    /** The type of a code; {@link IllegalArgumentException} if there is none. */
    public static DocumentType of(final int code) {
        if (!isKnown(code)) {
            throw new IllegalArgumentException("no document type has the code " + code + "; codes are 1 to " + BY_CODE.length);
        }
        return BY_CODE[code - 1];
    }

    /** The type of a word; {@link IllegalArgumentException} naming all words if there is none. */
    public static DocumentType ofWord(final String word) {
        for (final DocumentType type : BY_CODE) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no such document type; the types are "
            + String.join(", ", Arrays.stream(BY_CODE).map(DocumentType::word).toList()));
    }

    /** One sentence without a full stop that says which numbers are possible. */
    String rule() {
        return rule;
    }

    /** The forms that a number may have as it is typed or read. */
    List<DocumentForm> forms() {
        return forms;
    }

    /** Whether the bytes have a form as it is sent, with nothing left to cut off. Allocates nothing. */
    boolean isCanonical(final byte[] number, final int offset, final int length) {
        for (int i = 0; i < forms.size(); i++) {
            final DocumentForm form = forms.get(i);
            if (form.isCanonical() && form.matches(number, offset, length)) {
                return true;
            }
        }
        return false;
    }

    private static DocumentForm[] passportForms() {
        return IntStream.rangeClosed(DocumentNumber.PASSPORT_LENGTH_MIN, DocumentNumber.PASSPORT_LENGTH_MAX)
            .mapToObj(length -> new DocumentForm("a".repeat(length))).toArray(DocumentForm[]::new);
    }
}
