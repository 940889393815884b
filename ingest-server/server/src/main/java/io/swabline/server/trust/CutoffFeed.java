package io.swabline.server.trust;

import io.swabline.protocol.trust.RegistryNote;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the registry's cut-offs and links into the keeper, about once a second, on a thread of its own: those of other servers
 * that share the registry, and those that this one had committed but not logged when it was killed. While the registry is
 * away it says so once and goes on trying.
 *
 * <p>Each look begins with the last note that is known. If the registry has another one there, or none, then it is another
 * registry, or an older state of it, whose sequences begin anew: it is read from its beginning.
 */
public final class CutoffFeed implements Runnable, AutoCloseable {
    /** Where notes come from. */
    @FunctionalInterface
    public interface Source {
        /** Notes after a sequence, in its order, at most {@code limit}. */
        CompletableFuture<List<RegistryNote>> notesAfter(long sequence, int limit);
    }

    static final int LIMIT = 1_024;

    private static final Logger LOGGER = LoggerFactory.getLogger(CutoffFeed.class);
    private static final long ANSWER_TIMEOUT_S = 30;
    private static final int LOOKS_A_FORGETTING = 3_600;

    private final Source source;
    private final CutoffKeeper keeper;
    private final long intervalNs;
    private final Thread thread = new Thread(this, "cutoff-feed");
    private volatile boolean isClosed;
    private String trouble;

    public CutoffFeed(final Source source, final CutoffKeeper keeper, final long intervalNs) {
        this.source = source;
        this.keeper = keeper;
        this.intervalNs = intervalNs;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void run() {
        int looks = 0;
        while (!isClosed) {
            if (!look() && !isClosed) {
                LockSupport.parkNanos(this, intervalNs);
            }
            if (++looks % LOOKS_A_FORGETTING == 0) {
                forgetSome();
            }
        }
    }

    private void forgetSome() {
        try {
            keeper.forgetSome();
        } catch (final RuntimeException e) {
            LOGGER.error("superseded codes that have expired cannot be forgotten: {}", e.getMessage());
        }
    }

    /** Takes what is new; returns whether there is more at once. */
    boolean look() {
        try {
            keeper.mendLog();
            final CutoffKeeper.Last last = keeper.last();
            List<RegistryNote> notes =
                source.notesAfter(Math.max(0, last.sequence() - 1), LIMIT).get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
            if (last.sequence() > 0) {
                if (notes.isEmpty() || !last.is(notes.get(0))) {
                    LOGGER.warn("the registry's note {} is not the one that was read before: this is another registry, or an"
                        + " older state of it; it is read from its beginning, and what is known goes on to count",
                        last.sequence());
                    keeper.followAnotherRegistry();
                    return true;
                }
                notes = notes.subList(1, notes.size());
            }
            if (!notes.isEmpty()) {
                keeper.takeNext(last, notes);
            }
            resolved();
            return notes.size() >= LIMIT - 1;
        } catch (final ExecutionException | TimeoutException | RuntimeException e) {
            failed(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
        } catch (final InterruptedException e) {
            isClosed = true;
        }
        return false;
    }

    private void failed(final Throwable cause) {
        final String message = String.valueOf(cause.getMessage());
        if (!isClosed && !message.equals(trouble)) {
            trouble = message;
            LOGGER.warn("what other servers supersede and link is not learnt at the moment ({}); trying again", message);
        }
    }

    private void resolved() {
        if (trouble != null) {
            trouble = null;
            LOGGER.info("superseded codes and links are learnt again, through note {}", keeper.completeThrough());
        }
    }

    /** Asks the thread to end; the source may be closed then. */
    public void stop() {
        isClosed = true;
        LockSupport.unpark(thread);
    }

    /** Ends the thread; a look that is under way is waited for. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(ANSWER_TIMEOUT_S));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
