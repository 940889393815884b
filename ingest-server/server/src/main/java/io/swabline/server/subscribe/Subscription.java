package io.swabline.server.subscribe;

import io.netty.channel.Channel;
import io.swabline.journal.JournalTail;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.server.access.SubscriberAdmission;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * One subscriber: where it reads, how many records it allows, and how much of what was written it has not taken. Turns belong to
 * the subscribers' thread; credit, writes done and the connection's end come from its event loop. Holds two chunks of records
 * at most, however slow its subscriber is.
 */
final class Subscription {
    static final long NEWEST = -1;
    static final long OLDEST = -2;

    private static final int WRITES_MAX = 2;
    /** How often the subscriber hears where it stands, and has to say that it is alive. */
    private static final long SIGN_INTERVAL_MAX_NS = TimeUnit.SECONDS.toNanos(5);
    /** How long the durable position may take to come to where the subscriber says it was. */
    private static final long POSITION_NS = TimeUnit.SECONDS.toNanos(1);

    private final Runnable wake;
    private final long signIntervalNs;
    private final SubscriberAdmission admission;
    private final SubscriberConnection connection;
    private final String text;
    private final long fromPosition;
    private final long beganNs;
    private final AtomicLong credit;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean isSigned;
    private volatile boolean hasLeft;
    private volatile GoodbyeReason leftFor;
    private JournalTail tail;
    private boolean isPositioned;
    /** Whether the frame without records, which answers Subscribe, was written. */
    private boolean isAnswered;
    private long signedNs;
    private long heardNs;
    private long sentNs;
    private long sent;

    Subscription(final Channel channel, final SubscriberAdmission admission, final long fromPosition, final long credit,
        final SubscriberLimits limits, final long nowNs, final Runnable wake) {
        signIntervalNs = Math.min(SIGN_INTERVAL_MAX_NS, limits.stallMaxNs() / 4);
        this.wake = wake;
        this.admission = admission;
        this.fromPosition = fromPosition;
        this.credit = new AtomicLong(credit);
        connection = new SubscriberConnection(this, channel, limits.retryAfterMs());
        text = "subscriber " + admission.name() + " at " + channel.remoteAddress();
        beganNs = nowNs;
        heardNs = nowNs;
        sentNs = nowNs;
    }

    /** Event loop: more may be sent; false if that is more than anybody may allow. */
    boolean addCredit(final long records) {
        if (credit.get() + records > FrameDescriptor.RECORDS_CREDIT_MAX) {
            return false;
        }
        credit.addAndGet(records);
        isSigned = true;
        wake.run();
        return true;
    }

    /** Event loop: the socket has taken a write, or never will. */
    void written() {
        writes.decrementAndGet();
        wake.run();
    }

    /** Event loop: the connection is closed or closes; the reason is null where the subscriber ended it. */
    void leaves(final GoodbyeReason reason) {
        if (!hasLeft) {
            leftFor = reason;
            hasLeft = true;
            wake.run();
        }
    }

    void read(final JournalTail newTail) {
        tail = newTail;
    }

    /** Sends what may be sent, one chunk at most, or first of all where it begins; returns whether more may be to send. */
    boolean turn(final RecordsWriter writer, final long durable, final long nowNs, final LongAdder allSent) {
        if (!isPositioned && !findPosition(durable, nowNs)) {
            return false;
        }
        if (isSigned) {
            isSigned = false;
            heardNs = nowNs;
        }
        final boolean isSignDue = nowNs - signedNs >= signIntervalNs;
        if (writes.get() >= WRITES_MAX) {
            return false;
        }
        final boolean isAnswer = !isAnswered;
        isAnswered = true;
        final int limit = isAnswer ? 0 : (int) Math.min(credit.get(), RecordsWriter.RECORDS_MAX - 1);
        writer.begin(durable);
        if (limit > 0 && tail.position() < durable) {
            tail.poll(writer, limit);
        }
        final int records = writer.total();
        if (isSignDue) {
            writer.position(tail.position());
            signedNs = nowNs;
        }
        final int length = writer.end();
        if (length == 0) {
            return false;
        }
        credit.addAndGet(-records);
        sent += records;
        allSent.add(records);
        if (records > 0) {
            sentNs = nowNs;
        }
        writes.incrementAndGet();
        connection.write(writer.bytes(), length);
        return isAnswer || records > 0;
    }

    /** Once: goes to where the subscriber wants to begin, and says so. */
    private boolean findPosition(final long durable, final long nowNs) {
        if (fromPosition > durable) {
            return false;
        }
        if (fromPosition == OLDEST) {
            tail.oldest();
        } else {
            tail.from(fromPosition == NEWEST ? durable : fromPosition);
        }
        isPositioned = true;
        sentNs = nowNs;
        heardNs = nowNs;
        signedNs = nowNs - signIntervalNs;
        return true;
    }

    /** Whether the journal has not come to where the subscriber says that it was. */
    boolean isBeyondEnd(final long nowNs) {
        return !isPositioned && nowNs - beganNs > POSITION_NS;
    }

    /** Why the subscriber has to go; null if it may stay. */
    GoodbyeReason overdue(final long durable, final long nowNs, final long stallMaxNs) {
        final boolean isBehind = isPositioned && tail.position() < durable;
        if (!isBehind) {
            sentNs = nowNs;
        }
        if (isBehind && nowNs - sentNs > stallMaxNs) {
            return GoodbyeReason.SLOW_READER;
        }
        if (isPositioned && nowNs - heardNs > stallMaxNs) {
            return isBehind || writes.get() > 0 ? GoodbyeReason.SLOW_READER : GoodbyeReason.IDLE;
        }
        return null;
    }

    void goodbye(final GoodbyeReason reason, final long reconnectAfterMs) {
        connection.end(SubscriberFrames.goodbye(connection.channel().alloc(), reason, reconnectAfterMs));
    }

    void refuse(final RefusedReason reason, final long retryAfterMs) {
        connection.end(SubscriberFrames.refused(connection.channel().alloc(), reason, retryAfterMs));
    }

    boolean hasLeft() {
        return hasLeft;
    }

    /** For the log. */
    String leftFor() {
        final GoodbyeReason reason = leftFor;
        return reason == null ? "it left" : reason.name();
    }

    SubscriberAdmission admission() {
        return admission;
    }

    SubscriberConnection connection() {
        return connection;
    }

    JournalTail tail() {
        return tail;
    }

    /** Records handed to the connection so far. */
    long sent() {
        return sent;
    }

    @Override
    public String toString() {
        return text;
    }
}
