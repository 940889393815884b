package io.swabline.server.ring;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who waits for what becomes of an operator's notes in the ring: a note has a ticket where a scan has its connection. Any
 * thread; used by commands of people only.
 */
public final class OperatorNotes {
    private final AtomicLong tickets = new AtomicLong();
    private final Map<Long, CompletableFuture<Byte>> waiting = new ConcurrentHashMap<>();

    /** A ticket; the future is given the {@link Outcome} of its slot. */
    public long begin(final CompletableFuture<Byte> outcome) {
        final long ticket = tickets.incrementAndGet();
        waiting.put(ticket, outcome);
        return ticket;
    }

    /** The note is durable, or will not be. */
    public void end(final long ticket, final byte outcome) {
        final CompletableFuture<Byte> waiter = waiting.remove(ticket);
        if (waiter != null) {
            waiter.complete(outcome);
        }
    }
}
