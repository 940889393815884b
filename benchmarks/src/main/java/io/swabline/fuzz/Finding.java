package io.swabline.fuzz;

/** An input that broke what a target promises: the fuzzer keeps it, and the test that replays inputs fails. */
public final class Finding extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Finding(final String message) {
        super(message);
    }

    /** Of an exception that must not come out. */
    public Finding(final String message, final Throwable cause) {
        super(message, cause);
    }

    /** Throws if it does not hold. */
    public static void unless(final boolean holds, final String message) {
        if (!holds) {
            throw new Finding(message);
        }
    }

    /** Throws unless both are equal. */
    public static void unlessEqual(final Object expected, final Object actual, final String what) {
        if (!expected.equals(actual)) {
            throw new Finding(what + ": expected " + expected + ", was " + actual);
        }
    }
}
