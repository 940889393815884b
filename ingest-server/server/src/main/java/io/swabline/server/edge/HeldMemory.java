package io.swabline.server.edge;

import java.util.concurrent.atomic.LongAdder;

/**
 * Adds up what the connections of one event loop hold of one kind of memory, and knows who must give it back when that is too
 * much: of those that hold more than their even share, whoever has done so for longest. While the sum is above the limit there is
 * such a one, and whoever keeps to the share is never named. Belongs to its event loop; a connection costs one object.
 */
final class HeldMemory {
    private final long max;
    private final long share;
    /** The ends of a ring of those above their share, the one that has been so for longest behind it. */
    private final Holder ends = new Holder(null);
    private final LongAdder total;
    private long sum;

    /**
     * @param maxOfAll       bytes that the connections of all event loops may hold together
     * @param loops          event loops, each of which has an equal part
     * @param connectionsMax connections that share it
     * @param total          told of every change
     */
    HeldMemory(final long maxOfAll, final int loops, final int connectionsMax, final LongAdder total) {
        this.total = total;
        max = maxOfAll / loops;
        share = relieved(maxOfAll) / connectionsMax;
        ends.previous = ends;
        ends.next = ends;
    }

    /** One connection's part. */
    static final class Holder {
        private final StationConnection connection;
        private Holder previous;
        private Holder next;
        private long bytes;
        private boolean mayBeAsked;

        Holder(final StationConnection connection) {
            this.connection = connection;
        }

        StationConnection connection() {
            return connection;
        }

        long bytes() {
            return bytes;
        }
    }

    /** @param mayBeAsked false if the connection cannot help what it holds: it is counted and never named */
    void set(final Holder holder, final long bytes, final boolean mayBeAsked) {
        if (holder.bytes == bytes && holder.mayBeAsked == mayBeAsked) {
            return; // as it is on almost every read
        }
        sum += bytes - holder.bytes;
        total.add(bytes - holder.bytes);
        holder.bytes = bytes;
        holder.mayBeAsked = mayBeAsked;
        final boolean isLarge = mayBeAsked && bytes > share;
        if (isLarge && holder.next == null) {
            append(holder);
        } else if (!isLarge && holder.next != null) {
            unlink(holder);
        }
    }

    private void append(final Holder holder) {
        holder.previous = ends.previous;
        holder.next = ends;
        ends.previous.next = holder;
        ends.previous = holder;
    }

    private static void unlink(final Holder holder) {
        holder.previous.next = holder.next;
        holder.next.previous = holder.previous;
        holder.previous = null;
        holder.next = null;
    }

    /** Who has been above its share for longest; null if nobody is. */
    StationConnection largeForLongest() {
        return ends.next.connection;
    }

    boolean isExceeded() {
        return sum > max;
    }

    /** Whether enough has been given back that it lasts for a while. */
    boolean isRelieved() {
        return sum <= relieved(max);
    }

    private static long relieved(final long max) {
        return max - max / 8;
    }

    /** From here on it is time to be thrifty. */
    boolean isTight() {
        return sum > max / 2;
    }

    /** Bytes held now. */
    long sum() {
        return sum;
    }
}
