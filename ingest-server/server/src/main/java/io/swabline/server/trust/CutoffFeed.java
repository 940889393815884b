package io.swabline.server.trust;

import io.swabline.protocol.trust.Cutoff;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the registry's cut-offs into the keeper, about once a second, on a thread of its own: those of other servers that share
 * the registry, and those that this one had committed but not logged when it was killed. While the registry is away it says so
 * once and goes on trying.
 *
 * <p>Each look begins with the last cut-off that is known. If the registry has another one there, or none, then it is another
 * registry, or an older state of it, whose sequences begin anew: it is read from its beginning.
 */
public final class CutoffFeed implements Runnable, AutoCloseable {
    /** Where cut-offs come from. */
    @FunctionalInterface
    public interface Source {
        /** Cut-offs behind a sequence, in its order, at most {@code limit}. */
        CompletableFuture<List<Cutoff>> cutoffsAfter(long sequence, int limit);
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
            List<Cutoff> cutoffs =
                source.cutoffsAfter(Math.max(0, last.sequence() - 1), LIMIT).get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
            if (last.sequence() > 0) {
                if (cutoffs.isEmpty() || !last.is(cutoffs.get(0))) {
                    LOGGER.warn("the registry's cut-off {} is not the one that was read before: this is another registry, or an"
                        + " older state of it; it is read from its beginning, and what is known goes on to count",
                        last.sequence());
                    keeper.followAnotherRegistry();
                    return true;
                }
                cutoffs = cutoffs.subList(1, cutoffs.size());
            }
            if (!cutoffs.isEmpty()) {
                keeper.takeNext(last, cutoffs);
            }
            resolved();
            return cutoffs.size() >= LIMIT - 1;
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
            LOGGER.warn("codes that other servers supersede are not learnt at the moment ({}); trying again", message);
        }
    }

    private void resolved() {
        if (trouble != null) {
            trouble = null;
            LOGGER.info("superseded codes are learnt again, through cut-off {}", keeper.completeThrough());
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
