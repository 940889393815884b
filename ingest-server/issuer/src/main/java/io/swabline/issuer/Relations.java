package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The relations of a group of requests in the middle of a transaction: what was read, and what became of it. The desk's
 * thread owns it.
 */
final class Relations {
    private final Map<String, StoredRelation> read = new HashMap<>();
    private final Map<String, StoredRelation> current = new LinkedHashMap<>();
    private final Map<Pseudonym, Set<String>> ofGuardians = new HashMap<>();
    private final Map<Pseudonym, Set<String>> ofPersons = new HashMap<>();

    void read(final StoredRelation relation) {
        read.put(relation.id(), relation);
        put(relation);
    }

    /** Takes a new relation, or another state of one that is there. */
    void put(final StoredRelation relation) {
        current.put(relation.id(), relation);
        ofGuardians.computeIfAbsent(relation.guardian(), key -> new LinkedHashSet<>()).add(relation.id());
        ofPersons.computeIfAbsent(relation.person(), key -> new LinkedHashSet<>()).add(relation.id());
    }

    void delete(final StoredRelation relation) {
        current.remove(relation.id());
        ofGuardians.get(relation.guardian()).remove(relation.id());
        ofPersons.get(relation.person()).remove(relation.id());
    }

    /** Null if there is none. */
    StoredRelation find(final String id) {
        return current.get(id);
    }

    /** In no order. */
    List<StoredRelation> ofGuardian(final Pseudonym guardian) {
        return all(ofGuardians.getOrDefault(guardian, Set.of()));
    }

    List<StoredRelation> ofPerson(final Pseudonym person) {
        return all(ofPersons.getOrDefault(person, Set.of()));
    }

    private List<StoredRelation> all(final Collection<String> ids) {
        final List<StoredRelation> all = new ArrayList<>();
        ids.forEach(id -> all.add(current.get(id)));
        return all;
    }

    boolean isChanged() {
        return !read.equals(current);
    }

    /** Closed ones are written before new ones of the same pair. */
    void write(final RegistryTables tables) throws SQLException {
        tables.deleteRelations(read.values().stream().filter(old -> !current.containsKey(old.id())).toList());
        final List<StoredRelation> old = read.values().stream()
            .filter(before -> current.containsKey(before.id()) && !Objects.equals(before, current.get(before.id()))).toList();
        tables.updateRelations(old, old.stream().map(before -> current.get(before.id())).toList());
        tables.insertRelations(current.values().stream().filter(young -> !read.containsKey(young.id())).toList());
        tables.replaceLabels(current.values().stream()
            .filter(relation -> isLabelChanged(read.get(relation.id()), relation)).toList());
    }

    private static boolean isLabelChanged(final StoredRelation before, final StoredRelation now) {
        return !Objects.equals(before == null ? null : before.label(), now.label());
    }
}
