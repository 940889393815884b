package io.swabline.benchmarks.report;

/** Ends a command with one line for the user and an exit code: what was wrong, where, and what to do about it. */
public final class BenchFailure extends RuntimeException {
    /** Exit code: a program or a file that is needed could not be had. */
    public static final int COULD_NOT_START = 3;
    /** Exit code: a benchmark or a check failed. */
    public static final int FAILED = 1;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public BenchFailure(final int exitCode, final String message, final Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the process ends with. */
    public int exitCode() {
        return exitCode;
    }
}
