package io.swabline.server.edge;

import java.util.LinkedHashSet;
import java.util.TreeMap;

/**
 * Groups of silent connections by their size, so that the largest is found without a walk through all of them: that is asked for
 * each address that waits for a place. Not thread-safe.
 */
final class SilentGroups {
    private final TreeMap<Integer, LinkedHashSet<Group>> bySize = new TreeMap<>();

    /** The silent connections of one address or network, the oldest first. */
    static final class Group {
        private final LinkedHashSet<Greetings.Entry> entries = new LinkedHashSet<>(2);

        int size() {
            return entries.size();
        }

        boolean add(final Greetings.Entry entry) {
            return entries.add(entry);
        }

        boolean remove(final Greetings.Entry entry) {
            return entries.remove(entry);
        }

        /** Null if there is none. */
        Greetings.Entry oldest() {
            return entries.isEmpty() ? null : entries.iterator().next();
        }
    }

    void add(final Group group, final Greetings.Entry entry) {
        leaveSize(group);
        group.add(entry);
        enterSize(group);
    }

    void remove(final Group group, final Greetings.Entry entry) {
        leaveSize(group);
        group.remove(entry);
        enterSize(group);
    }

    /** The group with most entries, of several the one that has had so many for longest; null if all are empty. */
    Group largest() {
        return bySize.isEmpty() ? null : bySize.lastEntry().getValue().iterator().next();
    }

    private void enterSize(final Group group) {
        if (group.size() > 0) {
            bySize.computeIfAbsent(group.size(), none -> new LinkedHashSet<>()).add(group);
        }
    }

    private void leaveSize(final Group group) {
        bySize.computeIfPresent(group.size(), (any, groups) -> {
            groups.remove(group);
            return groups.isEmpty() ? null : groups;
        });
    }
}
