package io.swabline.cli;

/** Ends a command with one line for the user and an exit code; no stack trace, the message says what to do. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailure(final int exitCode, final String message, final Throwable cause) {
        super(message, cause, false, false);
        this.exitCode = exitCode;
    }

    static CommandFailure usage(final String message) {
        return new CommandFailure(ExitCode.USAGE, message, null);
    }

    static CommandFailure usage(final String message, final Throwable cause) {
        return new CommandFailure(ExitCode.USAGE, message, cause);
    }

    static CommandFailure checkFailed(final String message) {
        return new CommandFailure(ExitCode.CHECK_FAILED, message, null);
    }

    static CommandFailure couldNotStart(final String message, final Throwable cause) {
        return new CommandFailure(ExitCode.COULD_NOT_START, message, cause);
    }

    int exitCode() {
        return exitCode;
    }
}
