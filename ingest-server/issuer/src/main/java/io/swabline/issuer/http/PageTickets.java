package io.swabline.issuer.http;

import io.swabline.protocol.Pseudonym;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.EpochClock;

/**
 * Tickets by which the city's app lets a resident into the pages: each is good once, for a minute. Bounded; when there are too
 * many, none is given out until some are used or over. Used by the event loop.
 */
final class PageTickets {
    static final long DURATION_MS = 60_000;

    private static final int TICKET_BYTES = 16;

    /**
     * Where a ticket leads.
     *
     * @param resident   who may enter with it
     * @param maskedName of that resident
     */
    record Entry(Pseudonym resident, String maskedName) {
    }

    /**
     * A ticket.
     *
     * @param entry where it leads
     * @param endMs epoch milliseconds
     */
    private record Ticket(Entry entry, long endMs) {
    }

    private final int ticketsMax;
    private final EpochClock clock;
    private final SecureRandom random = new SecureRandom();
    /** In the order of giving out, which is that of their ends. */
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();

    PageTickets(final int ticketsMax, final EpochClock clock) {
        this.ticketsMax = ticketsMax;
        this.clock = clock;
    }

    /** A ticket of 22 characters. */
    String give(final Pseudonym resident, final String maskedName) {
        final long nowMs = clock.time();
        final Iterator<Ticket> oldest = tickets.values().iterator();
        while (oldest.hasNext() && oldest.next().endMs <= nowMs) {
            oldest.remove();
        }
        if (tickets.size() >= ticketsMax) {
            throw Refusal.busy();
        }
        final byte[] bytes = new byte[TICKET_BYTES];
        random.nextBytes(bytes);
        final String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        tickets.put(ticket, new Ticket(new Entry(resident, maskedName), nowMs + DURATION_MS));
        return ticket;
    }

    /** Where it leads, without spending it; null if the ticket is not known, used or over. */
    Entry look(final String ticket) {
        final Ticket known = tickets.get(ticket);
        return known != null && clock.time() < known.endMs ? known.entry : null;
    }

    /** Who may enter with it, and nobody a second time; null if the ticket is not known, used or over. */
    Pseudonym take(final String ticket) {
        final Ticket taken = tickets.remove(ticket);
        return taken != null && clock.time() < taken.endMs ? taken.entry.resident : null;
    }
}
