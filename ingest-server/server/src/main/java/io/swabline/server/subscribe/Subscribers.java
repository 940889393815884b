package io.swabline.server.subscribe;

import io.netty.channel.ChannelHandlerContext;
import io.swabline.journal.JournalException;
import io.swabline.journal.JournalTail;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.server.access.SubscriberAccess;
import io.swabline.server.access.SubscriberAdmission;
import io.swabline.server.ring.RetryAfter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All subscribers of a server, served in turn by one thread, each from a tail of its own: what is not durable is not seen, and
 * the writer never waits. A subscriber that cannot be sent anything costs its fixed memory until it is sent away. A subscriber
 * whose turn fails loses its connection, the others go on.
 */
public final class Subscribers implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Subscribers.class);
    private static final long IDLE_NS = 1_000_000;
    private static final long NOBODY_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long CLOSE_TIMEOUT_MS = 5_000;

    private final Path journal;
    private final SubscriberAccess access;
    private final SubscriberLimits limits;
    private final RetryAfter retryAfter;
    private final EpochClock epochClock;
    private final NanoClock nanoClock;
    private final Thread thread = new Thread(this::run, "subscribers-1");
    private final SubscriberPlaces places;
    private final LongAdder slow = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final Queue<Subscription> coming = new ConcurrentLinkedQueue<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Deque<JournalTail> freeTails = new ArrayDeque<>();
    private final RecordsWriter writer = new RecordsWriter();
    private final JournalTail end;
    private long checkedNs;
    private volatile boolean isClosing;

    /** @param journalDirectory of an open journal, at a time when it is not yet written to */
    public Subscribers(final Path journalDirectory, final SubscriberAccess access, final SubscriberLimits limits,
        final EpochClock epochClock, final NanoClock nanoClock) {
        this.journal = journalDirectory;
        this.access = access;
        this.limits = limits;
        places = new SubscriberPlaces(limits.subscribersMax());
        this.epochClock = epochClock;
        this.nanoClock = nanoClock;
        retryAfter = new RetryAfter(limits.retryAfterMs(), ThreadLocalRandom.current().nextLong());
        end = JournalTail.open(journalDirectory).newest();
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /**
     * Takes a connection over from its handler, whose last frame was Subscribe; on its event loop.
     *
     * @return why it is not taken; null if it is
     */
    public RefusedReason take(final ChannelHandlerContext context, final long fromPosition, final long credit, final String name,
        final String token) {
        if (!access.isOn()) {
            return RefusedReason.SUBSCRIBERS_OFF;
        }
        if (!SubscriberAccess.isName(name)) {
            return RefusedReason.MALFORMED;
        }
        final SubscriberAdmission admission = access.admit(name, token, epochClock.time());
        if (admission == null) {
            return RefusedReason.NOT_AUTHORIZED;
        }
        if (isClosing) {
            return RefusedReason.DRAINING;
        }
        if (!places.take(admission)) {
            return RefusedReason.SUBSCRIBERS_FULL;
        }
        final Subscription subscription =
            new Subscription(context.channel(), admission, fromPosition, credit, limits, nanoClock.nanoTime(), this::wake);
        context.pipeline().replace(context.handler(), "subscriber", subscription.connection());
        coming.add(subscription);
        wake();
        return null;
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        try {
            while (!isClosing) {
                if (!runRound()) {
                    LockSupport.parkNanos(this, subscriptions.isEmpty() ? NOBODY_NS : IDLE_NS);
                }
            }
        } finally {
            takeComing();
            subscriptions.forEach(subscription -> {
                subscription.goodbye(GoodbyeReason.DRAINING,
                    1 + ThreadLocalRandom.current().nextLong(limits.reconnectSpreadMs() + 1));
                subscription.tail().close();
            });
            freeTails.forEach(JournalTail::close);
            end.close();
        }
    }

    private void takeComing() {
        Subscription next = coming.poll();
        while (next != null) {
            next.read(freeTails.isEmpty() ? JournalTail.open(journal) : freeTails.pop());
            subscriptions.add(next);
            LOGGER.info("{} reads the journal", next);
            next = coming.poll();
        }
    }

    /** Returns whether anything was sent. */
    private boolean runRound() {
        takeComing();
        if (subscriptions.isEmpty()) {
            return false;
        }
        final long durable = end.durablePosition();
        final long nowNs = nanoClock.nanoTime();
        final boolean isCheckDue = nowNs - checkedNs >= CHECK_INTERVAL_NS;
        if (isCheckDue) {
            checkedNs = nowNs;
        }
        boolean hasSent = false;
        for (final Iterator<Subscription> all = subscriptions.iterator(); all.hasNext();) {
            final Subscription subscription = all.next();
            try {
                hasSent |= !subscription.hasLeft() && subscription.turn(writer, durable, nowNs, sent);
                if (hasGone(subscription) || isCheckDue && isSentAway(subscription, durable, nowNs)) {
                    all.remove();
                    release(subscription);
                }
            } catch (final JournalException unreadable) {
                LOGGER.error("{} is sent away: the journal cannot be read", subscription, unreadable);
                sendAway(subscription, GoodbyeReason.JOURNAL_UNREADABLE);
                all.remove();
                release(subscription);
            } catch (final RuntimeException | OutOfMemoryError unexpected) {
                LOGGER.error("{} is cut off by an unexpected error", subscription, unexpected);
                subscription.connection().channel().close();
                all.remove();
                release(subscription);
            }
        }
        return hasSent;
    }

    private static boolean hasGone(final Subscription subscription) {
        if (subscription.hasLeft()) {
            LOGGER.info("{} has gone: {}; {} records were sent to it", subscription, subscription.leftFor(), subscription.sent());
        }
        return subscription.hasLeft();
    }

    private boolean isSentAway(final Subscription subscription, final long durable, final long nowNs) {
        if (!access.holds(subscription.admission(), epochClock.time())) {
            sendAway(subscription, GoodbyeReason.NOT_AUTHORIZED);
            LOGGER.info("{} is sent away: its token was removed or has ended", subscription);
            return true;
        }
        if (subscription.isBeyondEnd(nowNs)) {
            subscription.refuse(RefusedReason.POSITION_BEYOND_END, retryAfter.nextMs());
            LOGGER.warn("{} is refused: it asks for a position that the journal has not come to, {} is the next", subscription,
                durable);
            return true;
        }
        final GoodbyeReason overdue = subscription.overdue(durable, nowNs, limits.stallMaxNs());
        if (overdue != null) {
            slow.increment();
            sendAway(subscription, overdue);
            LOGGER.warn("{} is sent away: {}, it was {} records behind and took none for too long", subscription, overdue,
                durable - subscription.tail().position());
            return true;
        }
        return false;
    }

    private void sendAway(final Subscription subscription, final GoodbyeReason reason) {
        subscription.goodbye(reason, retryAfter.nextMs(reason));
    }

    /** Its place and its tail are free for another. */
    private void release(final Subscription subscription) {
        freeTails.push(subscription.tail().from(0)); // which closes its file
        places.release(subscription.admission());
    }

    /** Subscribers connected now. */
    public int open() {
        return places.taken();
    }

    /** Records sent so far. */
    public long sent() {
        return sent.sum();
    }

    /** Subscribers that were sent away because they took nothing for too long. */
    public long slow() {
        return slow.sum();
    }

    /** For the log. */
    @Override
    public String toString() {
        return "subscribers: " + open() + " connected, " + sent + " records sent, " + slow + " sent away for being slow";
    }

    /** Says Goodbye to all; then no tail reads any more. The connections' event loops must still run. */
    @Override
    public void close() {
        isClosing = true;
        wake();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
