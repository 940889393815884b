package io.swabline.protocol.access;

import java.util.LinkedHashSet;
import java.util.TreeMap;

/**
 * Groups of what is silent, by their size, so that the largest is found without a walk through all of them: that is asked for
 * each address that waits for a place. Not thread-safe.
 */
public final class SilentGroups<E> {
    private final TreeMap<Integer, LinkedHashSet<Group<E>>> bySize = new TreeMap<>();

    /** What is silent of one address or network, the oldest first. */
    public static final class Group<E> {
        private final LinkedHashSet<E> entries = new LinkedHashSet<>(2);

        public int size() {
            return entries.size();
        }

        boolean add(final E entry) {
            return entries.add(entry);
        }

        boolean remove(final E entry) {
            return entries.remove(entry);
        }

        /** Null if there is none. */
        public E oldest() {
            return entries.isEmpty() ? null : entries.iterator().next();
        }
    }

    public void add(final Group<E> group, final E entry) {
        leaveSize(group);
        group.add(entry);
        enterSize(group);
    }

    public void remove(final Group<E> group, final E entry) {
        leaveSize(group);
        group.remove(entry);
        enterSize(group);
    }

    /** The group with most entries, of several the one that has had so many for longest; null if all are empty. */
    public Group<E> largest() {
        return bySize.isEmpty() ? null : bySize.lastEntry().getValue().iterator().next();
    }

    private void enterSize(final Group<E> group) {
        if (group.size() > 0) {
            bySize.computeIfAbsent(group.size(), none -> new LinkedHashSet<>()).add(group);
        }
    }

    private void leaveSize(final Group<E> group) {
        bySize.computeIfPresent(group.size(), (any, groups) -> {
            groups.remove(group);
            return groups.isEmpty() ? null : groups;
        });
    }
}
