package io.swabline.benchmarks.simulation.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A directory's names as processes see them, and as they were forced last. A power cut leaves any part of the changes since,
 * each of them done or not done as a whole.
 */
final class DiskDirectory {
    /** A {@link DiskFile} or {@link DiskDirectory} by each name. */
    private final TreeMap<String, Object> names = new TreeMap<>();
    private final TreeMap<String, Object> forced = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    /** Gives a name to a node or, with null, to nothing; a rename takes the node's former name away. */
    private record Change(String name, Object node, String formerName) {
        void applyTo(final TreeMap<String, Object> names) {
            if (formerName != null) {
                names.remove(formerName);
            }
            if (node == null) {
                names.remove(name);
            } else {
                names.put(name, node);
            }
        }
    }

    Object get(final String name) {
        return names.get(name);
    }

    List<String> names() {
        return new ArrayList<>(names.keySet());
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    void put(final String name, final Object node) {
        change(new Change(name, node, null));
    }

    void remove(final String name) {
        change(new Change(name, null, null));
    }

    void rename(final String from, final String to) {
        change(new Change(to, names.get(from), from));
    }

    private void change(final Change change) {
        change.applyTo(names);
        changes.add(change);
    }

    void force() {
        forced.clear();
        forced.putAll(names);
        changes.clear();
    }

    String listing(final String path) {
        final StringBuilder text = new StringBuilder();
        names.forEach((name, node) -> text.append(forced.get(name) == node ? " " : " (not forced) ").append(path).append('/')
            .append(name).append(node instanceof DiskDirectory below ? below.listing(path + "/" + name) : " " + node));
        return text.toString();
    }

    /** Visits all files below it. */
    void forEachFile(final java.util.function.Consumer<DiskFile> visitor) {
        for (final Object node : names.values()) {
            if (node instanceof DiskDirectory directory) {
                directory.forEachFile(visitor);
            } else {
                visitor.accept((DiskFile) node);
            }
        }
    }

    /** Loses what was not forced; returns how many sectors were torn. */
    int cutPower(final Fate fate, final SplittableRandom random) {
        int torn = 0;
        names.clear();
        names.putAll(forced);
        for (final Change change : changes) {
            if (fate.of(random) == Fate.NEW) {
                change.applyTo(names);
            }
        }
        for (final Object node : names.values()) {
            torn += node instanceof DiskDirectory directory
                ? directory.cutPower(fate, random) : ((DiskFile) node).cutPower(fate, random);
        }
        force();
        return torn;
    }
}
