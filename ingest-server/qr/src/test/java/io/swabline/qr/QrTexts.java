package io.swabline.qr;

import java.util.SplittableRandom;

/** Random texts of the form of a sampling code. */
final class QrTexts {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private static final int LENGTH = 153;

    private QrTexts() {
    }

    /** Another seed each time, named in every failure; {@code -Dseed=N} repeats a failed run. */
    static long seed() {
        return Long.getLong("seed", System.nanoTime());
    }

    static String random(final SplittableRandom random) {
        final StringBuilder text = new StringBuilder("N1:");
        while (text.length() < LENGTH) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
