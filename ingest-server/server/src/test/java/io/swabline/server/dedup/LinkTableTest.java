package io.swabline.server.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SipHash;
import io.swabline.protocol.trust.PersonLink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LinkTableTest {
    private static final long SEED = 20_221_130;

    private final Random random = new Random(SEED);

    private Pseudonym anybody() {
        final byte[] bytes = new byte[Pseudonym.LENGTH];
        random.nextBytes(bytes);
        return Pseudonym.of(bytes);
    }

    private static LinkTable table(final long key) {
        return new LinkTable(new SipHash(key, 2));
    }

    private static Pseudonym canonical(final LinkTable table, final Pseudonym person) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2 * Pseudonym.LENGTH]);
        person.copyTo(buffer, 7);
        table.canonicalise(buffer, 7);
        final byte[] bytes = new byte[Pseudonym.LENGTH];
        buffer.getBytes(7, bytes);
        return Pseudonym.of(bytes);
    }

    private static PersonLink link(final Pseudonym one, final Pseudonym other) {
        return new PersonLink(1, 1, one, other);
    }

    /** Chains, cycles and repetitions included: 300 people take part in 1,000 links. */
    @Test
    void shouldComeToTheLeastPersonOfEachClassInEveryOrderOfTheLinks() {
        final List<Pseudonym> people = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            people.add(anybody());
        }
        final List<PersonLink> links = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            final int person = random.nextInt(1_999);
            links.add(link(people.get(person), people.get(Math.min(1_999, person + 1 + random.nextInt(4)))));
        }
        final Map<Pseudonym, Pseudonym> model = classes(people, links);
        for (int order = 0; order < 5; order++) {
            final LinkTable table = table(order);
            links.forEach(table::join);
            people.forEach(person -> assertThat(canonical(table, person)).as("seed " + SEED).isEqualTo(model.get(person)));
            assertThat(table.size())
                .isEqualTo((int) model.entrySet().stream().filter(entry -> !entry.getKey().equals(entry.getValue())).count());
            Collections.shuffle(links, random);
        }
    }

    /** By taking over the lesser one until nothing changes. */
    private static Map<Pseudonym, Pseudonym> classes(final List<Pseudonym> people, final List<PersonLink> links) {
        final Map<Pseudonym, Pseudonym> model = new HashMap<>();
        people.forEach(person -> model.put(person, person));
        boolean isChanged = true;
        while (isChanged) {
            isChanged = false;
            for (final PersonLink link : links) {
                final Pseudonym least = PersonLink.canonical(model.get(link.person()), model.get(link.other()));
                isChanged |= !least.equals(model.put(link.person(), least));
                isChanged |= !least.equals(model.put(link.other(), least));
            }
        }
        return model;
    }

    @Test
    void shouldJoinNothingTwice() {
        final LinkTable table = table(1);
        final Pseudonym one = anybody();
        final Pseudonym other = anybody();
        assertThat(table.join(link(one, other))).isTrue();
        assertThat(table.join(link(other, one))).isFalse();
        assertThat(table.join(link(one, one))).isFalse();
        assertThat(table.size()).isEqualTo(1);
    }

    /** Pseudonyms that somebody picked so that they meet under one secret do not meet under another. */
    @Test
    void shouldSpreadPeopleWhoWerePicked() {
        final List<Pseudonym> picked = new ArrayList<>();
        while (picked.size() < 400) {
            final Pseudonym person = anybody();
            final ByteBuffer bytes = ByteBuffer.wrap(person.bytes()).order(ByteOrder.nativeOrder());
            final long product = (bytes.getLong(0) ^ (bytes.getInt(8) & 0xFFFF_FFFFL) << 20) * 0x9E37_79B9_7F4A_7C15L;
            if ((((product ^ product >>> 32) * 0x9E37_79B9_7F4A_7C15L ^ product >>> 29) & 1023) < 16) {
                picked.add(person);
            }
        }
        final LinkTable table = table(SEED);
        final Pseudonym least = Pseudonym.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        picked.forEach(person -> table.join(link(person, least)));
        assertThat(table.size()).isEqualTo(400);
        assertThat(table.longestRun()).as("of 400 in 1,024 places").isLessThan(40);
    }
}
