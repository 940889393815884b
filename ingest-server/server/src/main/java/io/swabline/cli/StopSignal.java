package io.swabline.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Ends a long command on SIGTERM and SIGINT with its own exit code. Java runs a hook for these signals and would then end with
 * 143 or 130; this hook tells the command to finish, waits for it, and ends the process with what the command returned. A
 * command that listens to nothing is ended by the signal itself.
 */
final class StopSignal {
    private final boolean ofProcess;
    private final CountDownLatch raised = new CountDownLatch(1);
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    private StopSignal(final boolean ofProcess) {
        this.ofProcess = ofProcess;
    }

    static StopSignal ofProcess() {
        return new StopSignal(true);
    }

    /** Raised by {@link #raise()} only. */
    static StopSignal byHand() {
        return new StopSignal(false);
    }

    /** From now on a signal asks the command to finish: {@link #isRaised} turns true. */
    void listen() {
        listen(() -> { });
    }

    /** From now on a signal runs {@code finish} on a thread of its own, which is to make the command return. */
    void listen(final Runnable finish) {
        if (ofProcess) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> endProcess(finish), "stop-signal"));
        }
    }

    boolean isRaised() {
        return raised.getCount() == 0;
    }

    void raise() {
        raised.countDown();
    }

    /** The command returned. */
    void finished(final int code) {
        exitCode.complete(code);
    }

    private void endProcess(final Runnable finish) {
        if (!exitCode.isDone()) {
            raise();
            finish.run();
            Runtime.getRuntime().halt(exitCode.join());
        }
    }
}
