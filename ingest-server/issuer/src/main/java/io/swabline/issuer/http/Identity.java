package io.swabline.issuer.http;

import io.swabline.issuer.Person;
import io.swabline.issuer.PersonException;
import io.swabline.issuer.Persons;
import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.DocumentType;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

/**
 * A number and a name as a request brought them, for as long as a person is made of them; then they are overwritten. The number
 * is an ID number, or where there is a type that of another document. Best effort: what the socket's buffers and the
 * collector's copies held is beyond reach.
 */
final class Identity {
    private static final int NUMBER_END_LENGTH = 4;

    private final String path;
    private byte[] idNumber = new byte[0];
    private char[] name = new char[0];
    private DocumentType type;
    private char[] number = new char[0];
    private char[] issuingState = new char[0];
    private LocalDate birthDate;
    private String numberEnd;

    /** @param path of the object in the body, for problems: empty, or with a point at its end */
    Identity(final String path) {
        this.path = path;
    }

    /** The person of that number and name; a {@link Refusal} names the field if one of them is none. */
    Person of(final Persons persons) {
        try {
            if (type == null) {
                numberEnd = end(new String(idNumber, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT));
                return persons.person(idNumber, name);
            }
            final DocumentNumber document =
                persons.document(type, CharBuffer.wrap(issuingState), CharBuffer.wrap(number));
            numberEnd = end(document.number());
            return persons.person(document, birthDate, name);
        } catch (final PersonException e) {
            throw Refusal.of(e, path);
        }
    }

    /** By what guardians tell relatives apart: the last four characters of the number, of a short one half. After {@link #of}. */
    String numberEnd() {
        return numberEnd;
    }

    private static String end(final String whole) {
        return whole.substring(whole.length() - Math.min(NUMBER_END_LENGTH, whole.length() / 2));
    }

    void idNumber(final byte[] value) {
        idNumber = value;
    }

    void name(final char[] value) {
        name = value;
    }

    void type(final DocumentType value) {
        type = value;
    }

    void number(final char[] value) {
        number = value;
    }

    void issuingState(final char[] value) {
        issuingState = value;
    }

    void birthDate(final LocalDate value) {
        birthDate = value;
    }

    void clear() {
        Arrays.fill(idNumber, (byte) 0);
        Arrays.fill(name, '\0');
        Arrays.fill(number, '\0');
        Arrays.fill(issuingState, '\0');
        birthDate = null;
        numberEnd = null;
    }
}
