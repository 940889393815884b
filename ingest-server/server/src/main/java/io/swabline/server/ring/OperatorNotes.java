package io.swabline.server.ring;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Who waits for what becomes of an operator's notes in the ring: a note has a ticket where a scan has its connection. Any
 * thread; used by commands of people only. A note is either waiting for a place in the ring, where its waiter can still
 * withdraw it, or in the ring, where its outcome is bound to come.
 */
public final class OperatorNotes {
    /** What became of an attempt to put a note into the ring. */
    public enum Attempt {
        /** It is in the ring. */
        TAKEN,
        /** The ring is full: try again. */
        NO_ROOM,
        /** Nobody waits for it any more: it must not be put into the ring. */
        WITHDRAWN
    }

    private final AtomicLong tickets = new AtomicLong();
    private final Map<Long, CompletableFuture<Byte>> waiting = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<Byte>> inRing = new ConcurrentHashMap<>();

    /** A ticket; the future is given the {@link Outcome} of its slot. */
    public long begin(final CompletableFuture<Byte> outcome) {
        final long ticket = tickets.incrementAndGet();
        waiting.put(ticket, outcome);
        return ticket;
    }

    /**
     * Puts a note into the ring unless it was withdrawn. One lock with {@link #withdraw}: after that has answered, no attempt
     * for the ticket is made.
     *
     * @param attempt claims and publishes a slot without waiting; false if the ring is full
     */
    public synchronized Attempt put(final long ticket, final BooleanSupplier attempt) {
        final CompletableFuture<Byte> waiter = waiting.get(ticket);
        if (waiter == null) {
            return Attempt.WITHDRAWN;
        }
        // Before it is published: its outcome may come while this thread is still here.
        inRing.put(ticket, waiter);
        if (!attempt.getAsBoolean()) {
            inRing.remove(ticket);
            return Attempt.NO_ROOM;
        }
        waiting.remove(ticket);
        return Attempt.TAKEN;
    }

    /**
     * Takes a note back that its waiter does not wait for any longer.
     *
     * @return true if it never gets into the ring; false if it is there, or was
     */
    public synchronized boolean withdraw(final long ticket) {
        return waiting.remove(ticket) != null;
    }

    /** The note cannot be put into the ring any more. */
    public synchronized void refuse(final long ticket) {
        final CompletableFuture<Byte> waiter = waiting.remove(ticket);
        if (waiter != null) {
            waiter.complete(Outcome.NOTE_REFUSED);
        }
    }

    /** The note in the ring is durable, or will not be. */
    public void end(final long ticket, final byte outcome) {
        final CompletableFuture<Byte> waiter = inRing.remove(ticket);
        if (waiter != null) {
            waiter.complete(outcome);
        }
    }

    /** Notes that are waiting or in the ring. */
    public int size() {
        return waiting.size() + inRing.size();
    }
}
