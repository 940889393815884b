package io.swabline.station;

/** Seeds of random tests: another one each time, named in every failure; {@code -Dseed=N} repeats a failed run. */
final class Seeds {
    private Seeds() {
    }

    static long seed() {
        return Long.getLong("seed", System.nanoTime());
    }
}
