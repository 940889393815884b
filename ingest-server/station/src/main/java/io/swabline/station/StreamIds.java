package io.swabline.station;

import java.security.SecureRandom;

/** Draws stream ids: random, never 0. Two terminals must never draw the same one, so no seed has a say in it. Thread safe. */
final class StreamIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private StreamIds() {
    }

    static long next() {
        long id = RANDOM.nextLong();
        while (id == 0 || id == -1) { // all ones means null on the wire
            id = RANDOM.nextLong();
        }
        return id;
    }
}
