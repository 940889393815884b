package io.swabline.issuer.http;

import io.swabline.issuer.Person;
import io.swabline.issuer.Persons;
import java.util.Arrays;

/**
 * An ID number and a name as a request brought them, for as long as a person is made of them; then they are overwritten. Best
 * effort: what the socket's buffers and the collector's copies held is beyond reach.
 */
final class Identity {
    private byte[] idNumber = new byte[0];
    private char[] name = new char[0];

    /** The person of that number and name; {@link io.swabline.issuer.PersonException} if one of them is none. */
    Person of(final Persons persons) {
        return persons.person(idNumber, name);
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
