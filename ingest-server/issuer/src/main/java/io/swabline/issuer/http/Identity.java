package io.swabline.issuer.http;

import io.swabline.issuer.Person;
import io.swabline.issuer.Persons;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * An ID number and a name as a request brought them, for as long as a person is made of them; then they are overwritten. Best
 * effort: what the socket's buffers and the collector's copies held is beyond reach.
 */
final class Identity {
    private static final int NUMBER_END_LENGTH = 4;

    private byte[] idNumber = new byte[0];
    private char[] name = new char[0];

    /** The person of that number and name; {@link io.swabline.issuer.PersonException} if one of them is none. */
    Person of(final Persons persons) {
        return persons.person(idNumber, name);
    }

    /** By what guardians tell relatives apart: the last four characters of the number. */
    String numberEnd() {
        final int from = Math.max(0, idNumber.length - NUMBER_END_LENGTH);
        return new String(idNumber, from, idNumber.length - from, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
    }

    void idNumber(final byte[] value) {
        idNumber = value;
    }

    void name(final char[] value) {
        name = value;
    }

    void clear() {
        Arrays.fill(idNumber, (byte) 0);
        Arrays.fill(name, '\0');
    }
}
