package io.swabline.cli;

/** What the commands end with; the same numbers for all of them. */
final class ExitCode {
    static final int OK = 0;
    static final int CHECK_FAILED = 1;
    static final int USAGE = 2;
    static final int COULD_NOT_START = 3;
    static final int JOURNAL_FAILED = 4;

    private ExitCode() {
    }
}
