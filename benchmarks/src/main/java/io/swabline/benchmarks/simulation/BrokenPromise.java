package io.swabline.benchmarks.simulation;

/** What a run showed to be otherwise than promised. */
public final class BrokenPromise extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPromise(final String what, final Throwable cause) {
        super(what, cause);
    }

    BrokenPromise(final String what, final Object... details) {
        this(String.format(what, details), (Throwable) null);
    }
}
