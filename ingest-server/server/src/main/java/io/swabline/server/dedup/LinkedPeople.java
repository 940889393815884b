package io.swabline.server.dedup;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SipHash;
import io.swabline.protocol.trust.PersonLink;
import io.swabline.server.ring.Slot;
import java.util.ArrayDeque;
import java.util.Queue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Persons who are one, for deduplication: a linked person goes by the canonical person of the class, and what each of them was
 * accepted for counts for the class. The same links lead to the same tables, in whatever order they and the scans come. Single
 * writer.
 */
final class LinkedPeople {
    private final LinkTable links;
    private final PersonTable persons;
    private final UnsafeBuffer person = new UnsafeBuffer(new byte[Pseudonym.LENGTH]);

    private Queue<PersonLink> waiting = new ArrayDeque<>();

    LinkedPeople(final PersonTable persons, final SipHash hash) {
        this.links = new LinkTable(hash);
        this.persons = persons;
    }

    /** Where links wait from now on: the queue's only reader. */
    void from(final Queue<PersonLink> queue) {
        waiting = queue;
    }

    /** Takes over the links that wait, and gives what was accepted by now to the canonical persons. */
    void takeWaiting() {
        for (PersonLink link = waiting.poll(); link != null; link = waiting.poll()) {
            if (links.join(link)) {
                persons.giveTo(links.joined(), 0, Pseudonym.LENGTH);
            }
        }
    }

    /** Puts the canonical person into the slot. Costs one comparison while nobody is linked. */
    void canonicalise(final Slot slot) {
        if (links.size() != 0) {
            links.canonicalise(slot.buffer(), slot.pseudonymOffset());
        }
    }

    /**
     * Takes over an acceptance that the journal has. Two of a person less than a window apart both stay: their persons were two
     * then. Where there is no room, what lies before the first horizon is forgotten, and if need be before the second.
     *
     * @return false if there is no room all the same
     */
    boolean replayAccepted(final DirectBuffer buffer, final int pseudonymOffset, final long seconds, final long horizonSeconds,
        final long journaledHorizonSeconds) {
        person.putBytes(0, buffer, pseudonymOffset, Pseudonym.LENGTH);
        links.canonicalise(person, 0);
        if (persons.has(person, 0, seconds)) {
            return true;
        }
        if (persons.isFull()) {
            persons.sweep(persons.slotCount(), horizonSeconds);
        }
        if (persons.isFull()) {
            persons.sweep(persons.slotCount(), journaledHorizonSeconds);
        }
        if (persons.isFull()) {
            return false;
        }
        persons.addOnce(person, 0, seconds);
        return true;
    }
}
