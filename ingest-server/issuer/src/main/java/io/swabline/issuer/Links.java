package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is the same as whom, of the persons of a group of requests. The desk's thread owns it. */
final class Links {
    private final Map<Pseudonym, Pseudonym> canonical = new HashMap<>();
    private final Map<Pseudonym, Map<Pseudonym, StoredLink>> classes = new HashMap<>();

    void read(final StoredLink link, final Pseudonym canonicalPerson) {
        canonical.put(link.person(), canonicalPerson);
        classes.computeIfAbsent(canonicalPerson, key -> new HashMap<>()).put(link.person(), link);
    }

    /** By whom the person goes: itself, or the canonical one of its class. */
    Pseudonym canonical(final Pseudonym person) {
        return canonical.getOrDefault(person, person);
    }

    Set<Pseudonym> canonical(final Collection<Pseudonym> persons) {
        final Set<Pseudonym> all = new HashSet<>();
        persons.forEach(person -> all.add(canonical(person)));
        return all;
    }

    Person canonical(final Person person) {
        final Pseudonym goesBy = canonical(person.pseudonym());
        return goesBy.equals(person.pseudonym()) ? person : new Person(goesBy, person.maskedName(), person.birthDate());
    }

    Decider canonical(final Decider by) {
        return new Decider(canonical(by.person()), by.isStaff() ? canonical(by.seen()) : null, by.caller());
    }

    /** The links of a class, in their order. */
    List<StoredLink> ofClass(final Pseudonym canonicalPerson) {
        final List<StoredLink> links = new ArrayList<>(classes.getOrDefault(canonicalPerson, Map.of()).values());
        links.sort(Comparator.comparingLong(StoredLink::sequence));
        return links;
    }

    /** The whole class of the person. */
    Set<Pseudonym> same(final Pseudonym person) {
        final Pseudonym goesBy = canonical(person);
        final Set<Pseudonym> same = new HashSet<>(classes.getOrDefault(goesBy, Map.of()).keySet());
        same.add(goesBy);
        return same;
    }

    /** Makes one class of two. */
    void join(final StoredLink link) {
        final Map<Pseudonym, StoredLink> all = classes.computeIfAbsent(link.linkedTo(), key -> new HashMap<>());
        final Map<Pseudonym, StoredLink> joining = classes.remove(link.person());
        if (joining != null) {
            all.putAll(joining);
        }
        all.put(link.person(), link);
        all.keySet().forEach(person -> canonical.put(person, link.linkedTo()));
    }
}
