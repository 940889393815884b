package io.swabline.issuer;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The residents of a group of requests: those that were read, and those that it registers. The desk's thread owns it. */
final class ResidentMap {
    private final Map<Pseudonym, Resident> residents = new HashMap<>();

    void read(final Resident resident) {
        residents.put(resident.person().pseudonym(), resident);
    }

    /** Null for a person who is not registered. */
    Resident find(final Pseudonym person) {
        return residents.get(person);
    }

    Resident known(final Pseudonym person) {
        final Resident resident = residents.get(person);
        if (resident == null) {
            throw new IssuerException(Problem.UNKNOWN_PERSON, "this person was never registered");
        }
        return resident;
    }

    /** Registers a person who is new, under that name. */
    Resident registered(final Person person) {
        return residents.computeIfAbsent(person.pseudonym(), key -> Resident.registering(person));
    }

    /**
     * With the birth date that is registered, where the person is named without one: a guardian knows a passport's number and
     * name, but what the guardian says of the age counts for nothing. Where an application waits, the guardian must not see
     * that date.
     */
    Person dated(final Person person) {
        final Resident resident = find(person.pseudonym());
        return person.birthDate() != null || resident == null || !Resident.isNamed(resident, person) ? person
            : new Person(person.pseudonym(), person.maskedName(), resident.person().birthDate());
    }

    /** The person's codes or relations change: what another server does with them at this moment has to be done again. */
    void touch(final Pseudonym person) {
        final Resident resident = residents.get(person);
        if (resident != null) {
            resident.touch();
        }
    }

    Collection<Resident> all() {
        return residents.values();
    }

    Collection<Pseudonym> pseudonyms() {
        return residents.keySet();
    }
}
