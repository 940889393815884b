package io.swabline.protocol.access;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What waits for a turn, by the address that it came from. Addresses take turns, and of one address the oldest goes first:
 * whatever one address sends, another waits for as many turns as there are addresses, at most. Memory is that of what waits. Not
 * thread-safe.
 */
public final class AddressQueue<T> {
    /** Addresses asked in one {@link #poll}; the next one goes on after them. */
    private static final int LOOK_MAX = 256;

    private final Map<String, Line<T>> lines = new HashMap<>();
    private final ArrayDeque<Line<T>> turns = new ArrayDeque<>();
    private final TreeMap<Integer, LinkedHashSet<Line<T>>> bySize = new TreeMap<>();
    private int size;

    /** What waits of one address. */
    private static final class Line<T> {
        private final String address;
        private final ArrayDeque<T> items = new ArrayDeque<>(2);

        private Line(final String address) {
            this.address = address;
        }
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** How many wait of this address. */
    public int size(final String address) {
        final Line<T> line = lines.get(address);
        return line == null ? 0 : line.items.size();
    }

    /** Waits until all that came before it of the same address had a turn. */
    public void add(final String address, final T item) {
        Line<T> line = lines.get(address);
        if (line == null) {
            line = new Line<>(address);
            lines.put(address, line);
            turns.addLast(line);
        } else {
            leaveSize(line);
        }
        line.items.addLast(item);
        size++;
        enterSize(line);
    }

    /**
     * Takes out the next that may go, address after address; null if none of those asked may.
     *
     * @param mayGo asked about the oldest of an address; if it says no, or throws, the address waits for its next turn
     */
    public T poll(final Predicate<T> mayGo) {
        for (int looked = Math.min(turns.size(), LOOK_MAX); looked > 0; looked--) {
            final Line<T> line = turns.pollFirst();
            turns.addLast(line); // before the test, which may throw
            if (mayGo.test(line.items.peekFirst())) {
                final T item = remove(line, line.items.peekFirst(), true);
                if (line.items.isEmpty()) {
                    turns.removeLast();
                }
                return item;
            }
        }
        return null;
    }

    /** Takes out the newest of the address that has most waiting; null if nothing waits. */
    public T removeNewestOfLargest() {
        if (size == 0) {
            return null;
        }
        final Line<T> line = bySize.lastEntry().getValue().iterator().next();
        final T item = remove(line, line.items.peekLast(), false);
        if (line.items.isEmpty()) {
            turns.remove(line);
        }
        return item;
    }

    private T remove(final Line<T> line, final T item, final boolean isOldest) {
        leaveSize(line);
        if (isOldest) {
            line.items.removeFirst();
        } else {
            line.items.removeLast();
        }
        size--;
        if (line.items.isEmpty()) {
            lines.remove(line.address);
        } else {
            enterSize(line);
        }
        return item;
    }

    private void enterSize(final Line<T> line) {
        bySize.computeIfAbsent(line.items.size(), none -> new LinkedHashSet<>()).add(line);
    }

    private void leaveSize(final Line<T> line) {
        bySize.computeIfPresent(line.items.size(), (any, lineSet) -> {
            lineSet.remove(line);
            return lineSet.isEmpty() ? null : lineSet;
        });
    }
}
