package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.START;
import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.PersonLink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two persons whom the registry is told to be one; what has SQL of its own on each database. */
class LinkedPersonsTest {
    private static final String STAFF = "front-desk";
    private static final LocalDate BORN = LocalDate.of(1990, 5, 17);
    private static final Person CARD = Residents.person(1);
    private static final Person PASSPORT = new Person(Residents.pseudonym(2), "Z** S**", BORN);
    private static final Pseudonym CANONICAL = PersonLink.canonical(CARD.pseudonym(), PASSPORT.pseudonym());
    private static final Pseudonym OTHER = CANONICAL.equals(CARD.pseudonym()) ? PASSPORT.pseudonym() : CARD.pseudonym();
    private static final Person HELPER = Residents.person(30);
    private static final Person CHILD = Residents.person(31, LocalDate.of(2016, 4, 9));

    @TempDir
    private Path directory;

    private static Person born(final long number) {
        return Residents.person(number, BORN);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveOneCodeToBothAndKeepThatOfEachValid(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(CARD).join();
            desk.code(PASSPORT).join();
            final IssuedCode ofCanonical = desk.code(CANONICAL).join();
            final LinkedPersons linked = desk.link(CARD, PASSPORT, STAFF).join();

            assertThat(linked).isEqualTo(new LinkedPersons(new Person(CANONICAL, CARD.maskedName(), BORN),
                List.of(new LinkedPersons.Other(OTHER, START, STAFF))));
            assertThat(fixture.links).containsExactly(new PersonLink(1, START.toEpochMilli(), OTHER, CANONICAL));
            assertThat(fixture.taken).as("nothing is superseded").isEmpty();
            for (final IssuedCode code : List.of(
                desk.code(CARD).join(), desk.code(PASSPORT).join(), desk.code(OTHER).join(), desk.code(CANONICAL).join())) {
                assertThat(code.code()).isEqualTo(ofCanonical.code());
                assertThat(code.holder()).isEqualTo(linked.person());
            }
            assertThat(desk.person(OTHER).join()).isEqualTo(linked.person());
            assertThat(desk.links(OTHER).join()).isEqualTo(linked);
            desk.close();
            final RegistryDesk later = fixture.open();
            assertThat(later.code(PASSPORT).join().code()).isEqualTo(ofCanonical.code());
            assertThat(later.links(CANONICAL).join()).isEqualTo(linked);
            assertThat(later.notesAfter(0, 10).join()).isEqualTo(fixture.links);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSupersedeTheCodesOfBothByAReissueOfEither(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(CARD).join();
            desk.code(PASSPORT).join();
            desk.link(PASSPORT, CARD, STAFF).join();
            final IssuedCode young = desk.reissue(OTHER).join();
            assertThat(fixture.taken).extracting(cutoff -> cutoff.person()).containsExactlyInAnyOrder(CANONICAL, OTHER);
            assertThat(fixture.taken).extracting(cutoff -> cutoff.sequence()).containsExactlyInAnyOrder(2L, 3L);
            assertThat(desk.code(CARD).join().code()).isEqualTo(young.code());
            desk.reissue(CARD.pseudonym()).join();
            assertThat(fixture.taken).as("the others are superseded already").hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldComeToOneCanonicalPersonByChainsAndCyclesAndRepetitions(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            final List<Person> people = new ArrayList<>();
            Pseudonym least = Residents.pseudonym(40);
            for (int i = 0; i < 6; i++) {
                people.add(born(40 + i));
                least = PersonLink.canonical(least, people.get(i).pseudonym());
            }
            final int[][] links = {{4, 5}, {0, 1}, {2, 3}, {1, 2}, {5, 4}, {3, 0}, {4, 0}, {1, 5}};
            for (final int[] link : links) {
                desk.link(people.get(link[0]), people.get(link[1]), STAFF).join();
            }
            for (final Person person : people) {
                final LinkedPersons linked = desk.links(person.pseudonym()).join();
                assertThat(linked.person().pseudonym()).isEqualTo(least);
                assertThat(linked.others()).hasSize(5);
                assertThat(desk.code(person).join().holder().pseudonym()).isEqualTo(least);
            }
            assertThat(desk.notesAfter(0, 100).join()).as("a row a link that joined").hasSize(5);
            assertThat(fixture.links.stream().distinct()).hasSize(5);
        }
    }

    /** The edge did not take it: nobody is told that it is done, and asking again tells the edge again. */
    @Test
    void shouldTellTheEdgeAgainWhenALinkIsRepeated() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = fixture.open();
            final AtomicBoolean isBroken = new AtomicBoolean(true);
            final List<Object> taken = new ArrayList<>();
            fixture.sink(notes -> {
                if (isBroken.get()) {
                    throw new IllegalStateException("the disk is full");
                }
                taken.addAll(notes);
            });
            assertThat(problemOf(desk.link(CARD, PASSPORT, STAFF))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            assertThat(desk.notesAfter(0, 10).join()).as("for the feed to find").hasSize(1);
            isBroken.set(false);
            final LinkedPersons linked = desk.link(PASSPORT, CARD, "another").join();
            assertThat(linked.others()).containsExactly(new LinkedPersons.Other(OTHER, START, STAFF));
            assertThat(linked.person().maskedName()).as("the name of the first").isEqualTo(PASSPORT.maskedName());
            assertThat(taken).isEqualTo(desk.notesAfter(0, 10).join());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeStricterOfBothInRelationsAndCounts(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            List.of(CARD, PASSPORT, HELPER).forEach(person -> desk.code(person).join());
            final String granted = desk.apply(HELPER.pseudonym(), CARD, Residence.CITY, Reason.OTHER).join().id();
            desk.accept(Decider.person(CARD.pseudonym()), granted, true).join();
            final String refused = desk.apply(HELPER.pseudonym(), PASSPORT, Residence.CITY, Reason.OTHER).join().id();
            desk.refuse(Decider.person(PASSPORT.pseudonym()), refused).join();
            final String child = desk.apply(PASSPORT.pseudonym(), CHILD, Residence.CITY, null).join().id();
            desk.apply(CARD.pseudonym(), CHILD, Residence.CITY, null).join();
            for (int i = 0; i < 3; i++) {
                desk.reissue(CARD.pseudonym()).join();
                desk.reissue(PASSPORT.pseudonym()).join();
            }
            desk.link(CARD, PASSPORT, STAFF).join();

            assertThat(problemOf(desk.relativesCode(HELPER.pseudonym(), granted))).as("refused by one of them")
                .isEqualTo(Problem.UNKNOWN_RELATION);
            final Guardians guardians = desk.guardians(OTHER, false).join();
            assertThat(guardians.current()).isEmpty();
            assertThat(guardians.past()).hasSize(2);
            assertThat(guardians.consentOnly()).isTrue();
            assertThat(desk.relatives(OTHER).join()).as("one relation to the child").hasSize(1)
                .isEqualTo(desk.relatives(CANONICAL).join());
            final String left = desk.relatives(OTHER).join().get(0).id();
            assertThat(desk.relativesCode(CARD.pseudonym(), left).join().holder()).isEqualTo(CHILD);
            assertThat(desk.relativesCode(PASSPORT.pseudonym(), left).join().holder()).isEqualTo(CHILD);
            assertThat(problemOf(desk.relativesCode(PASSPORT.pseudonym(), left.equals(child) ? refused : child)))
                .isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(problemOf(desk.reissue(CARD.pseudonym()))).as("6 of 5 a day").isEqualTo(Problem.REISSUED_TOO_OFTEN);
            fixture.clock.advance(Duration.ofDays(1));
            desk.reissue(CARD.pseudonym()).join();
        }
    }

    @Test
    void shouldForgetARelationOfSomebodyToItself() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = fixture.open();
            List.of(CARD, PASSPORT).forEach(person -> desk.code(person).join());
            final String relation = desk.apply(CARD.pseudonym(), PASSPORT, Residence.CITY, Reason.OTHER).join().id();
            desk.accept(Decider.person(PASSPORT.pseudonym()), relation, false).join();
            desk.link(CARD, PASSPORT, STAFF).join();
            assertThat(desk.relatives(CARD.pseudonym()).join()).isEmpty();
            assertThat(desk.guardians(PASSPORT.pseudonym(), true).join().current()).isEmpty();
            assertThat(problemOf(desk.apply(CARD.pseudonym(), PASSPORT, Residence.CITY, Reason.OTHER)))
                .isEqualTo(Problem.OWN_RELATIVE);
        }
    }

    /** Who knows the person by the passport names it as the passport does. */
    @Test
    void shouldKnowThePersonByTheNamesOfBothDocuments() {
        final Person card = Residents.person(50, LocalDate.of(1950, 1, 1));
        final Person passport = new Person(Residents.pseudonym(51), "Z** S**", LocalDate.of(1950, 1, 1));
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = fixture.open();
            List.of(card, passport, HELPER, CARD).forEach(person -> desk.code(person).join());
            desk.link(card, passport, STAFF).join();
            assertThat(desk.apply(HELPER.pseudonym(), passport, Residence.CITY, null).join().state())
                .isEqualTo(RelationState.GRANTED);
            assertThat(desk.apply(CARD.pseudonym(), card, Residence.CITY, null).join().state())
                .isEqualTo(RelationState.GRANTED);
            assertThat(desk.code(passport).join().holder().maskedName()).isEqualTo(card.maskedName());
            assertThat(desk.guardians(card.pseudonym(), false).join().current()).hasSize(2);
        }
    }

    @Test
    void shouldRefuseOtherBirthDatesTooManyAndNobodysLinks() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = fixture.openWithLinksMax(2);
            final Person younger = Residents.person(60, BORN.plusDays(1));
            assertThat(problemOf(desk.link(CARD, younger, STAFF))).isEqualTo(Problem.PERSONS_DIFFER);
            assertThat(problemOf(desk.links(CARD.pseudonym()))).as("nothing was registered").isEqualTo(Problem.UNKNOWN_PERSON);
            desk.code(younger).join();
            assertThat(problemOf(desk.link(CARD, Residents.person(60, BORN), STAFF))).as("the registered date counts")
                .isEqualTo(Problem.PERSONS_DIFFER);
            desk.link(born(61), born(62), STAFF).join();
            desk.link(born(62), born(63), STAFF).join();
            assertThat(problemOf(desk.link(born(64), born(65), STAFF))).isEqualTo(Problem.LINKS_FULL);
            assertThat(problemOf(desk.links(Residents.pseudonym(64)))).isEqualTo(Problem.UNKNOWN_PERSON);
            desk.link(born(63), born(61), STAFF).join();
            assertThat(desk.links(Residents.pseudonym(61)).join().others()).hasSize(2);
        }
    }

    @Test
    void shouldLinkSixteenPersonsAtMost() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = fixture.open();
            for (int i = 1; i < LinkDesk.CLASS_MAX; i++) {
                desk.link(born(70), born(70 + i), STAFF).join();
            }
            assertThat(problemOf(desk.link(born(70), born(99), STAFF))).isEqualTo(Problem.LINKS_FULL);
            assertThat(desk.links(Residents.pseudonym(70)).join().others()).hasSize(LinkDesk.CLASS_MAX - 1);
        }
    }

    /** Two servers link, issue and re-issue at once: whatever wins, everybody ends with one canonical person and one code. */
    @ParameterizedTest
    @EnumSource
    void shouldAgreeWhenServersLinkAndIssueAtOnce(final TestDatabase database) {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final List<RegistryDesk> desks = List.of(fixture.open(), fixture.open());
            final List<CompletableFuture<?>> asked = new ArrayList<>();
            for (int i = 0; i < 240; i++) {
                final RegistryDesk desk = desks.get(random.nextInt(2));
                final int pair = random.nextInt(12);
                final Person one = born(100 + 2 * pair);
                final Person other = born(101 + 2 * pair);
                asked.add(switch (random.nextInt(4)) {
                    case 0 -> desk.link(one, other, STAFF);
                    case 1 -> desk.code(other);
                    case 2 -> desk.code(one).thenCompose(code -> desk.apply(one.pseudonym(), CHILD, Residence.CITY, null));
                    default -> desk.code(one);
                });
            }
            asked.forEach(CompletableFuture::join);
            for (int pair = 0; pair < 12; pair++) {
                final Person one = born(100 + 2 * pair);
                final Person other = born(101 + 2 * pair);
                final LinkedPersons linked = desks.get(0).link(one, other, STAFF).join();
                assertThat(linked.others()).as("seed %d", seed).hasSize(1);
                assertThat(desks.get(1).code(one).join().code()).isEqualTo(desks.get(0).code(other).join().code());
                assertThat(desks.get(1).relatives(one.pseudonym()).join())
                    .isEqualTo(desks.get(0).relatives(other.pseudonym()).join()).hasSizeLessThanOrEqualTo(1);
            }
            assertThat(desks.get(1).notesAfter(0, 100).join()).as("seed %d", seed).hasSize(12);
        }
    }
}
