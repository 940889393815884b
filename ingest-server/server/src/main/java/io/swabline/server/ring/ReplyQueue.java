package io.swabline.server.ring;

import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries finished frames from the reply stage to one event loop. The reply stage is the only writer, the event loop the
 * only reader; the loop never waits for the pipeline, so a full queue always drains and the writer may wait for it.
 */
public final class ReplyQueue {
    private static final long FULL_PARK_NS = 20_000;

    private final RingBuffer messages;
    private final AtomicBoolean wakePending = new AtomicBoolean();
    private volatile boolean wakeWanted;
    private volatile boolean closed;
    private Runnable wake = () -> { };
    private boolean written;
    private int claimIndex;

    /** @param capacity bytes, a power of two; a message may take an eighth of it */
    public ReplyQueue(final int capacity) {
        messages = new OneToOneRingBuffer(new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(capacity + RingBufferDescriptor.TRAILER_LENGTH, 64)));
    }

    /** @param wake makes the event loop call {@link #read}; set before the pipeline starts */
    public void onWake(final Runnable wake) {
        this.wake = wake;
    }

    /**
     * Claims room for a message, waiting for the event loop where there is none; writer only. Must be followed by
     * {@link #commit()}.
     *
     * @return offset of the message in {@link #buffer()}; -1 once the queue is closed and nobody reads any more
     */
    public int claim(final int messageType, final int length) {
        while ((claimIndex = messages.tryClaim(messageType, length)) < 0) {
            if (closed) {
                return -1;
            }
            wakeLoop();
            LockSupport.parkNanos(FULL_PARK_NS);
        }
        return claimIndex;
    }

    public MutableDirectBuffer buffer() {
        return messages.buffer();
    }

    public void commit() {
        messages.commit(claimIndex);
        written = true;
    }

    /** Wakes the event loop if there is something to read or it asked to be told of progress; writer only, once a batch. */
    public void flush() {
        if (written || wakeWanted) {
            written = false;
            wakeLoop();
        }
    }

    private void wakeLoop() {
        VarHandle.fullFence(); // what was committed is seen by a loop that clears wakePending behind this look at it
        if (!wakePending.get() && wakePending.compareAndSet(false, true)) {
            wake.run();
        }
    }

    /** Event loop: asks to be woken after the next batch even without a message, because sockets wait for ring slots. */
    public void wantWake(final boolean wanted) {
        wakeWanted = wanted;
    }

    /** Event loop: hands all messages there are to the handler. */
    public void read(final MessageHandler handler) {
        wakePending.set(false);
        // Up to its end the memory may hold padding only, which counts as no message, and the next message lies at its beginning.
        while (messages.read(handler) > 0 || messages.read(handler) > 0) {
            // until it is empty
        }
    }

    /** No one reads any more: the writer stops waiting for room. */
    public void close() {
        closed = true;
    }
}
