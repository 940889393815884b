package io.swabline.issuer.http;

import java.util.Arrays;

/**
 * An ID number and a name as a request brought them, for as long as a person is made of them; then they are overwritten. Best
 * effort: what the socket's buffers and the collector's copies held is beyond reach.
 */
final class Identity {
    private byte[] idNumber = new byte[0];
    private char[] name = new char[0];

    byte[] idNumber() {
        return idNumber;
    }

    char[] name() {
        return name;
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
