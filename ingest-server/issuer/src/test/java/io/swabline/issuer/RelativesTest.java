package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RelativesTest {
    private static final Pseudonym MOTHER = Residents.pseudonym(1);
    private static final Pseudonym FATHER = Residents.pseudonym(2);
    private static final LocalDate CHILD = LocalDate.of(2016, 4, 9);
    private static final LocalDate FIFTY_NINE = LocalDate.of(1962, 4, 10);

    @TempDir
    private Path directory;

    private static RegistryDesk open(final DeskFixture fixture) {
        final RegistryDesk desk = fixture.open();
        desk.code(Residents.person(1)).join();
        desk.code(Residents.person(2)).join();
        return desk;
    }

    @ParameterizedTest
    @EnumSource
    void shouldGrantByAge(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Person child = Residents.person(10, CHILD);
            final Person senior = Residents.person(11, LocalDate.of(1962, 4, 9));
            final Person adult = Residents.person(12, FIFTY_NINE);
            assertThat(desk.apply(MOTHER, child, Residence.CITY, null).join().person()).isEqualTo(child);
            assertThat(desk.apply(MOTHER, senior, Residence.ELSEWHERE, null).join().residence()).isEqualTo(Residence.ELSEWHERE);
            assertThat(problemOf(desk.apply(MOTHER, adult, Residence.CITY, null))).isEqualTo(Problem.NOT_ELIGIBLE);
            assertThat(problemOf(desk.person(adult.pseudonym()))).as("was not registered").isEqualTo(Problem.UNKNOWN_PERSON);
            final Relative asked = desk.apply(MOTHER, adult, Residence.CITY, Reason.DISABILITY).join();
            assertThat(asked.reason()).isEqualTo(Reason.DISABILITY);
            assertThat(asked.id()).matches("[A-Za-z0-9_-]{22}");
            assertThat(asked.standing()).isEqualTo(Standing.pending(DeskFixture.START, null));
            assertThat(problemOf(desk.person(adult.pseudonym()))).as("not by an application").isEqualTo(Problem.UNKNOWN_PERSON);
            assertThat(problemOf(desk.apply(MOTHER, Residents.person(1), Residence.CITY, Reason.OTHER)))
                .isEqualTo(Problem.OWN_RELATIVE);
            desk.close();
            assertThat(fixture.open().relatives(MOTHER).join()).extracting(Relative::person)
                .containsExactly(child, senior, adult);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldJudgeAgesByTheDayInShanghai(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Person relative = Residents.person(12, FIFTY_NINE);
            fixture.clock.set(Instant.parse("2022-04-09T15:59:59.999Z"));
            assertThat(problemOf(desk.apply(MOTHER, relative, Residence.CITY, null))).isEqualTo(Problem.NOT_ELIGIBLE);
            fixture.clock.set(Instant.parse("2022-04-09T16:00:00Z"));
            assertThat(desk.apply(MOTHER, relative, Residence.CITY, null).join().person()).isEqualTo(relative);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetAChildThatComesOfAgeGo(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Person child = Residents.person(10, LocalDate.of(2004, 4, 10));
            fixture.clock.set(Instant.parse("2022-04-09T15:59:59.999Z"));
            final Relative granted = desk.apply(MOTHER, child, Residence.CITY, null).join();
            final IssuedCode code = desk.relativesCode(MOTHER, granted.id()).join();

            fixture.clock.set(Instant.parse("2022-04-09T16:00:00Z"));

            assertThat(problemOf(desk.relativesCode(MOTHER, granted.id()))).isEqualTo(Problem.NOT_ELIGIBLE);
            assertThat(problemOf(desk.reissueRelatives(MOTHER, granted.id()))).isEqualTo(Problem.NOT_ELIGIBLE);
            assertThat(problemOf(desk.apply(MOTHER, child, Residence.CITY, null))).isEqualTo(Problem.NOT_ELIGIBLE);
            assertThat(desk.relatives(MOTHER).join()).extracting(Relative::state).containsExactly(RelationState.ENDED);
            final Relative again = desk.apply(MOTHER, child, Residence.CITY, Reason.ILLNESS).join();
            assertThat(again.reason()).isEqualTo(Reason.ILLNESS);
            assertThat(desk.relatives(MOTHER).join()).containsExactly(again);
            assertThat(problemOf(desk.relativesCode(MOTHER, again.id()))).isEqualTo(Problem.NOT_GRANTED_YET);
            desk.accept(Decider.person(child.pseudonym()), again.id(), false).join();
            assertThat(desk.relativesCode(MOTHER, again.id()).join()).as("what was fetched stays valid").isEqualTo(code);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotLetAReasonStatedForAChildCountLater(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Person child = Residents.person(10, LocalDate.of(2004, 4, 10));
            fixture.clock.set(Instant.parse("2022-04-09T15:59:59.999Z"));
            final Relative granted = desk.apply(MOTHER, child, Residence.CITY, Reason.OTHER).join();
            assertThat(granted.reason()).isNull();
            desk.relativesCode(MOTHER, granted.id()).join();

            fixture.clock.set(Instant.parse("2022-04-09T16:00:00Z"));

            assertThat(problemOf(desk.relativesCode(MOTHER, granted.id()))).isEqualTo(Problem.NOT_ELIGIBLE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotGrantUnderANameThatDoesNotFitTheNumber(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Person misspelt = Residents.person(10, CHILD);
            final Person child = new Person(misspelt.pseudonym(), "欧阳*", CHILD);
            final Relative hers = desk.apply(MOTHER, misspelt, Residence.CITY, null).join();

            final Relative asked = desk.apply(FATHER, child, Residence.CITY, null).join();
            assertThat(asked.state()).isEqualTo(RelationState.PENDING);
            assertThat(asked.person()).as("the name that he gave").isEqualTo(child);
            assertThat(desk.guardians(child.pseudonym(), false).join().current()).as("she alone").hasSize(1);
            assertThat(desk.person(child.pseudonym()).join()).as("a guardian changes no name").isEqualTo(misspelt);

            desk.code(child).join();
            final Relative his = desk.apply(FATHER, child, Residence.CITY, null).join();
            assertThat(his.state()).isEqualTo(RelationState.GRANTED);
            assertThat(his.id()).isEqualTo(asked.id());
            assertThat(desk.apply(MOTHER, misspelt, Residence.CITY, null).join().id()).as("she has it").isEqualTo(hers.id());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReplaceARelationWhereFewerRelativesAreAllowedByNow(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Person child = Residents.person(10, LocalDate.of(2004, 4, 10));
            final Relative first = desk.apply(MOTHER, child, Residence.CITY, null).join();
            final Relative second = desk.apply(MOTHER, Residents.person(11, CHILD), Residence.CITY, null).join();
            desk.close();
            fixture.clock.set(Instant.parse("2022-04-09T16:00:00Z"));
            final RegistryDesk strict = fixture.openWithRelativesMax(1);

            final Relative again = strict.apply(MOTHER, child, Residence.CITY, Reason.OTHER).join();

            assertThat(again.id()).isNotEqualTo(first.id());
            assertThat(strict.relatives(MOTHER).join()).containsExactly(second, again);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetSeveralGuardiansFetchOneCode(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Person child = Residents.person(10, CHILD);
            final Relative hers = desk.apply(MOTHER, child, Residence.CITY, null).join();
            final Relative his = desk.apply(FATHER, child, Residence.CITY, null).join();
            assertThat(desk.apply(MOTHER, child, Residence.ELSEWHERE, Reason.OTHER).join()).as("applied again").isEqualTo(hers);
            final IssuedCode code = desk.relativesCode(MOTHER, hers.id()).join();
            assertThat(code.holder()).isEqualTo(child);
            assertThat(desk.relativesCode(FATHER, his.id()).join()).isEqualTo(code);
            assertThat(desk.code(child).join().code()).as("the own code is another").isNotEqualTo(code.code());
            final IssuedCode again = desk.reissueRelatives(FATHER, his.id()).join();
            assertThat(desk.relativesCode(MOTHER, hers.id()).join()).isEqualTo(again);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepARelationToItsGuardian(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Relative hers = desk.apply(MOTHER, Residents.person(10, CHILD), Residence.CITY, null).join();
            final IssuedCode code = desk.relativesCode(MOTHER, hers.id()).join();
            assertThat(problemOf(desk.relativesCode(FATHER, hers.id()))).isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(problemOf(desk.reissueRelatives(FATHER, hers.id()))).isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(problemOf(desk.remove(FATHER, hers.id()))).isEqualTo(Problem.UNKNOWN_RELATION);
            desk.remove(MOTHER, hers.id()).join();
            assertThat(problemOf(desk.remove(MOTHER, hers.id()))).isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(problemOf(desk.relativesCode(MOTHER, hers.id()))).isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(desk.relatives(MOTHER).join()).isEmpty();
            assertThat(fixture.taken).as("codes stay valid").isEmpty();
            final Relative again = desk.apply(MOTHER, Residents.person(10, CHILD), Residence.CITY, null).join();
            assertThat(again.id()).isNotEqualTo(hers.id());
            assertThat(desk.relativesCode(MOTHER, again.id()).join()).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldSoManyRelativesEvenWhenAskedAtOnce(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Gate gate = new Gate(desk);
            final List<CompletableFuture<Relative>> asked = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                asked.add(desk.apply(MOTHER, Residents.person(10 + i, CHILD), Residence.CITY, null));
            }
            gate.open();
            assertThat(problemOf(asked.get(10))).isEqualTo(Problem.RELATIVES_FULL);
            final List<Relative> granted = asked.subList(0, 10).stream().map(CompletableFuture::join).toList();
            assertThat(desk.relatives(MOTHER).join()).isEqualTo(granted);
            desk.remove(MOTHER, granted.get(3).id()).join();
            final Relative last = desk.apply(MOTHER, Residents.person(20, CHILD), Residence.CITY, null).join();
            assertThat(desk.relatives(MOTHER).join()).hasSize(10).endsWith(last).doesNotContain(granted.get(3));
        }
    }
}
