package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How relations are applied for, granted, refused and ended; what has SQL of its own on each database. */
class ApplicationsTest {
    private static final Pseudonym ASKER = Residents.pseudonym(1);
    private static final Person ADULT = Residents.person(2);
    private static final Person SENIOR = Residents.person(3, LocalDate.of(1950, 1, 1));
    private static final Person CHILD = Residents.person(4, LocalDate.of(2016, 4, 9));
    private static final Decider ADULTS = Decider.person(ADULT.pseudonym());
    private static final Decider SENIORS = Decider.person(SENIOR.pseudonym());

    @TempDir
    private Path directory;

    private static RegistryDesk registered(final RegistryDesk desk) {
        for (final Person person : List.of(Residents.person(1), ADULT, SENIOR)) {
            desk.code(person).join();
        }
        return desk;
    }

    private static Relative asked(final RegistryDesk desk, final Pseudonym asker, final Person person) {
        return desk.apply(asker, person, Residence.CITY, Reason.OTHER).join();
    }

    private static RelationState stateOf(final RegistryDesk desk, final Pseudonym guardian) {
        return desk.relatives(guardian).join().get(0).state();
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetAnAdultDecide(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final IssuedCode own = desk.code(ADULT).join();
            final Relative asked = asked(desk, ASKER, ADULT);
            assertThat(asked.state()).isEqualTo(RelationState.PENDING);
            assertThat(problemOf(desk.relativesCode(ASKER, asked.id()))).isEqualTo(Problem.NOT_GRANTED_YET);
            assertThat(problemOf(desk.reissueRelatives(ASKER, asked.id()))).isEqualTo(Problem.NOT_GRANTED_YET);
            final Guardian pending = desk.guardians(ADULT.pseudonym(), false).join().current().get(0);
            assertThat(pending).isEqualTo(
                new Guardian(asked.id(), "张*", "张*", Reason.OTHER, Standing.pending(DeskFixture.START, null)));
            assertThat(problemOf(desk.accept(SENIORS, asked.id(), true))).as("another").isEqualTo(Problem.UNKNOWN_RELATION);

            desk.accept(ADULTS, asked.id(), false).join();
            assertThat(desk.relativesCode(ASKER, asked.id()).join().code()).as("a copy").isNotEqualTo(own.code());
            assertThat(problemOf(desk.reissueRelatives(ASKER, asked.id()))).isEqualTo(Problem.REISSUE_NOT_GRANTED);
            assertThat(desk.code(ADULT).join()).isEqualTo(own);
            assertThat(fixture.taken).isEmpty();
            final Standing.Grant grant = desk.relatives(ASKER).join().get(0).standing().grant();
            assertThat(grant).isEqualTo(new Standing.Grant(GrantedBy.CONSENT, DeskFixture.START, false, null));
            assertThat(desk.guardians(ADULT.pseudonym(), false).join().consentOnly()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeTheLastAnswerAboutReissues(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final String adult = asked(desk, ASKER, ADULT).id();
            desk.accept(ADULTS, adult, false).join();
            fixture.clock.advance(Duration.ofDays(1));
            desk.accept(ADULTS, adult, true).join();
            desk.reissueRelatives(ASKER, adult).join();
            desk.accept(Decider.staff(ADULT, "street-office"), adult, false).join();
            assertThat(problemOf(desk.reissueRelatives(ASKER, adult))).isEqualTo(Problem.REISSUE_NOT_GRANTED);
            final Standing.Grant grant = new Standing.Grant(GrantedBy.CONSENT, DeskFixture.START, false, "street-office");
            assertThat(desk.relatives(ASKER).join().get(0).standing().grant()).isEqualTo(grant);
        }
    }

    @Test
    void shouldCountAGuardiansReissuesApart() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final Relative adult = asked(desk, ASKER, ADULT);
            desk.accept(ADULTS, adult.id(), true).join();
            for (int i = 0; i < 5; i++) {
                desk.reissueRelatives(ASKER, adult.id()).join();
                desk.reissue(ADULT.pseudonym()).join();
            }
            assertThat(problemOf(desk.reissueRelatives(ASKER, adult.id()))).isEqualTo(Problem.REISSUED_TOO_OFTEN);
            assertThat(problemOf(desk.reissue(ADULT.pseudonym()))).isEqualTo(Problem.REISSUED_TOO_OFTEN);
            desk.close();
            assertThat(problemOf(fixture.open().reissueRelatives(ASKER, adult.id()))).isEqualTo(Problem.REISSUED_TOO_OFTEN);
        }
    }

    /** Whoever asks learns neither whether the number is registered nor under which name. */
    @Test
    void shouldAnswerTheSameForAnyAdult() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final Person misnamed = new Person(ADULT.pseudonym(), "李*", ADULT.birthDate());
            final Person unknown = Residents.person(77);
            desk.code(Residents.person(5)).join();
            desk.code(Residents.person(6)).join();

            final Relative right = asked(desk, ASKER, ADULT);
            final Relative wrong = asked(desk, Residents.pseudonym(5), misnamed);
            final Relative none = asked(desk, Residents.pseudonym(6), unknown);

            assertThat(List.of(right.standing(), wrong.standing(), none.standing()).stream().distinct()).hasSize(1);
            assertThat(List.of(right.person(), wrong.person(), none.person())).as("what they said")
                .containsExactly(ADULT, misnamed, unknown);
            assertThat(problemOf(desk.person(unknown.pseudonym()))).isEqualTo(Problem.UNKNOWN_PERSON);
            assertThat(desk.guardians(ADULT.pseudonym(), false).join().current()).extracting(Guardian::id)
                .containsExactly(right.id());
            assertThat(problemOf(desk.accept(ADULTS, wrong.id(), false))).isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(desk.guardians(ADULT.pseudonym(), true).join().current()).as("for staff").hasSize(2);

            desk.code(unknown).join();
            assertThat(desk.guardians(unknown.pseudonym(), false).join().current()).as("registered later").hasSize(1);
            desk.code(misnamed).join();
            assertThat(desk.guardians(ADULT.pseudonym(), false).join().current()).as("named rightly now")
                .extracting(Guardian::id).containsExactly(wrong.id());
        }
    }

    @Test
    void shouldMendATypoByApplyingAgain() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final Relative typo = asked(desk, ASKER, new Person(SENIOR.pseudonym(), "章*", SENIOR.birthDate()));
            assertThat(typo.state()).isEqualTo(RelationState.PENDING);
            final Relative mended = asked(desk, ASKER, SENIOR);
            assertThat(mended.state()).isEqualTo(RelationState.GRANTED);
            assertThat(mended.id()).isEqualTo(typo.id());
            assertThat(desk.relatives(ASKER).join()).containsExactly(mended);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndAtOnceAndAskForConsentFromThenOn(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            desk.code(Residents.person(5)).join();
            final Relative granted = asked(desk, ASKER, SENIOR);
            desk.relativesCode(ASKER, granted.id()).join();
            fixture.clock.advance(Duration.ofHours(1));

            desk.end(SENIORS, granted.id()).join();
            desk.end(SENIORS, granted.id()).join();

            assertThat(problemOf(desk.relativesCode(ASKER, granted.id()))).isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(problemOf(desk.reissueRelatives(ASKER, granted.id()))).isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(problemOf(desk.remove(ASKER, granted.id()))).isEqualTo(Problem.UNKNOWN_RELATION);
            final Guardians guardians = desk.guardians(SENIOR.pseudonym(), false).join();
            assertThat(guardians.current()).isEmpty();
            assertThat(guardians.past().get(0).standing()).isEqualTo(new Standing(RelationState.ENDED, DeskFixture.START, null,
                new Standing.Grant(GrantedBy.AGE, DeskFixture.START, false, null),
                new Standing.Closing(ClosedBy.PERSON, fixture.clock.instant(), null)));
            assertThat(guardians.consentOnly()).isTrue();
            assertThat(asked(desk, ASKER, SENIOR).state()).as("the same once more").isEqualTo(RelationState.PENDING);
            assertThat(asked(desk, Residents.pseudonym(5), SENIOR).state()).as("a helper").isEqualTo(RelationState.PENDING);
            assertThat(desk.apply(Application.stated(Residents.pseudonym(5), SENIOR, Residence.CITY, Kinship.CHILD, "app")).join()
                .state()).as("stated").isEqualTo(RelationState.PENDING);
            assertThat(desk.relatives(ASKER).join()).hasSize(1);
        }
    }

    @Test
    void shouldTakeARefusalForAnAnswerForAMonth() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final Relative asked = asked(desk, ASKER, ADULT);
            desk.refuse(ADULTS, asked.id()).join();
            desk.refuse(ADULTS, asked.id()).join();
            assertThat(asked(desk, ASKER, ADULT).state()).isEqualTo(RelationState.REFUSED);
            assertThat(problemOf(desk.accept(ADULTS, asked.id(), false))).isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(problemOf(desk.relativesCode(ASKER, asked.id()))).isEqualTo(Problem.UNKNOWN_RELATION);
            assertThat(problemOf(desk.remove(ASKER, asked.id()))).as("to ask anew").isEqualTo(Problem.UNKNOWN_RELATION);
            fixture.clock.advance(Duration.ofDays(30));
            assertThat(desk.relatives(ASKER).join()).isEmpty();
            assertThat(asked(desk, ASKER, ADULT).state()).isEqualTo(RelationState.PENDING);
            assertThat(desk.guardians(ADULT.pseudonym(), false).join().past()).as("kept for a year").hasSize(1);
        }
    }

    @Test
    void shouldLetApplicationsLapse() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final Relative asked = asked(desk, ASKER, ADULT);
            fixture.clock.advance(Duration.ofDays(14).minusMillis(1));
            assertThat(stateOf(desk, ASKER)).isEqualTo(RelationState.PENDING);
            assertThat(asked(desk, ASKER, ADULT)).as("sent again is the same").isEqualTo(asked);
            fixture.clock.advance(Duration.ofMillis(1));
            assertThat(stateOf(desk, ASKER)).isEqualTo(RelationState.EXPIRED);
            assertThat(desk.guardians(ADULT.pseudonym(), false).join().current()).isEmpty();
            assertThat(problemOf(desk.accept(ADULTS, asked.id(), false))).isEqualTo(Problem.UNKNOWN_RELATION);
            final Relative again = asked(desk, ASKER, ADULT);
            assertThat(again.id()).isNotEqualTo(asked.id());
            assertThat(desk.relatives(ASKER).join()).containsExactly(again);
            desk.remove(ASKER, again.id()).join();
            assertThat(desk.relatives(ASKER).join()).as("withdrawn").isEmpty();
            assertThat(desk.guardians(ADULT.pseudonym(), false).join().current()).isEmpty();
        }
    }

    @Test
    void shouldBoundWhatWaitsForAPerson() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final List<Integer> askers = IntStream.rangeClosed(0, RelationDesk.PENDING_MAX).mapToObj(i -> 100 + i).toList();
            askers.stream().map(asker -> desk.code(Residents.person(asker))).toList().forEach(CompletableFuture::join);
            asked(desk, Residents.pseudonym(100), ADULT);
            fixture.clock.advance(Duration.ofSeconds(1));
            askers.stream().skip(1).map(asker -> desk.apply(Residents.pseudonym(asker), ADULT, Residence.CITY, Reason.OTHER))
                .toList().forEach(CompletableFuture::join);
            assertThat(desk.guardians(ADULT.pseudonym(), false).join().current()).hasSize(RelationDesk.PENDING_MAX);
            assertThat(stateOf(desk, Residents.pseudonym(100))).as("the oldest").isEqualTo(RelationState.EXPIRED);
            assertThat(stateOf(desk, Residents.pseudonym(101))).isEqualTo(RelationState.PENDING);
        }
    }

    @Test
    void shouldBoundApplicationsOfADayByNamesTried() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final int applicationsMax = 3;
            final RegistryDesk desk = registered(fixture.open(
                new RelationSettings(RelationSettings.Grant.REGISTRY, 10, 10, applicationsMax)));
            for (int i = 0; i < applicationsMax; i++) {
                final Person guess = new Person(SENIOR.pseudonym(), (char) ('a' + i) + "*", SENIOR.birthDate());
                assertThat(asked(desk, ASKER, guess).state()).isEqualTo(RelationState.PENDING);
                asked(desk, ASKER, guess);
            }
            assertThat(problemOf(desk.apply(ASKER, SENIOR, Residence.CITY, null))).isEqualTo(Problem.APPLIED_TOO_OFTEN);
            assertThat(problemOf(desk.apply(Application.by(ASKER, ADULT, Residence.CITY, Reason.OTHER, "00000000"))))
                .as("a code that is guessed").isEqualTo(Problem.APPLIED_TOO_OFTEN);
            assertThat(desk.relatives(ASKER).join()).hasSize(1);
            fixture.clock.advance(Duration.ofDays(1));
            assertThat(asked(desk, ASKER, SENIOR).state()).isEqualTo(RelationState.GRANTED);
        }
    }

    @Test
    void shouldNotHoldMoreByApplyingAgainForWhatLapsed() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open(RelationSettings.defaults().withRelativesMax(1)));
            asked(desk, ASKER, ADULT);
            assertThat(problemOf(desk.apply(ASKER, SENIOR, Residence.CITY, null))).isEqualTo(Problem.RELATIVES_FULL);
            fixture.clock.advance(Duration.ofDays(14));
            asked(desk, ASKER, SENIOR);
            assertThat(problemOf(desk.apply(ASKER, ADULT, Residence.CITY, Reason.OTHER))).isEqualTo(Problem.RELATIVES_FULL);
        }
    }

    @Test
    void shouldGrantMinorsAndSeniorsByStatementAndNobodyElse() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RelationSettings statements = new RelationSettings(RelationSettings.Grant.STATEMENT, 10, 10, 20);
            final RegistryDesk desk = registered(fixture.open(statements));
            assertThat(desk.apply(ASKER, CHILD, Residence.CITY, null).join().state()).isEqualTo(RelationState.PENDING);
            assertThat(problemOf(desk.person(CHILD.pseudonym()))).isEqualTo(Problem.UNKNOWN_PERSON);
            assertThat(desk.apply(ASKER, SENIOR, Residence.CITY, null).join().state()).isEqualTo(RelationState.PENDING);

            for (final Person person : List.of(CHILD, SENIOR)) {
                final Application stated = Application.stated(ASKER, person, Residence.CITY, Kinship.PARENT, "civil-affairs");
                final Relative granted = desk.apply(stated).join();
                assertThat(granted.standing()).isEqualTo(Standing.pending(DeskFixture.START, Kinship.PARENT).granted(
                    new Standing.Grant(GrantedBy.STATEMENT, DeskFixture.START, false, "civil-affairs")));
                desk.relativesCode(ASKER, granted.id()).join();
            }
            final Application adult = Application.stated(ASKER, ADULT, Residence.CITY, Kinship.SPOUSE, "civil-affairs");
            assertThat(desk.apply(adult).join().state()).isEqualTo(RelationState.PENDING);
            assertThat(desk.guardians(ADULT.pseudonym(), false).join().current().get(0).standing().kinship())
                .isEqualTo(Kinship.SPOUSE);
        }
    }

    @Test
    void shouldNotRenameASeniorByAStatement() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final Person misnamed = new Person(SENIOR.pseudonym(), "李*", SENIOR.birthDate());
            final Application stated = Application.stated(ASKER, misnamed, Residence.CITY, Kinship.CHILD, "app");
            assertThat(desk.apply(stated).join().state()).isEqualTo(RelationState.PENDING);
            assertThat(desk.person(SENIOR.pseudonym()).join()).isEqualTo(SENIOR);
        }
    }

    @Test
    void shouldForgetWhatNobodyAnswered() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            asked(desk, ASKER, ADULT);
            fixture.clock.advance(Duration.ofDays(14).plusSeconds(RelationDesk.SHOWN_SECONDS));
            assertThat(desk.relatives(ASKER).join()).isEmpty();
            assertThat(desk.guardians(ADULT.pseudonym(), true).join().past()).as("for staff").hasSize(1);
            asked(desk, ASKER, SENIOR);
            assertThat(desk.guardians(ADULT.pseudonym(), true).join().past()).as("for staff").isEmpty();
        }
    }

    /** A parent is not shut out by a stranger who registered the child under another name, or by the child. */
    @Test
    void shouldLetAStatementSetAChildsNameRight() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            desk.code(Residents.person(5)).join();
            final Person misnamed = new Person(CHILD.pseudonym(), "李*", CHILD.birthDate());
            final Relative strangers = asked(desk, Residents.pseudonym(5), misnamed);
            assertThat(asked(desk, ASKER, CHILD).state()).isEqualTo(RelationState.PENDING);
            desk.end(Decider.person(CHILD.pseudonym()), strangers.id()).join();
            final Relative parents =
                desk.apply(Application.stated(ASKER, CHILD, Residence.CITY, Kinship.PARENT, "app")).join();
            assertThat(parents.state()).isEqualTo(RelationState.GRANTED);
            assertThat(desk.person(CHILD.pseudonym()).join()).isEqualTo(CHILD);
        }
    }

    @Test
    void shouldBoundTheGuardiansOfAPerson() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open(new RelationSettings(RelationSettings.Grant.REGISTRY, 10, 2, 20)));
            final List<Relative> all = IntStream.range(0, 3).mapToObj(i -> {
                desk.code(Residents.person(100 + i)).join();
                return asked(desk, Residents.pseudonym(100 + i), SENIOR);
            }).toList();
            assertThat(all).extracting(Relative::state)
                .containsExactly(RelationState.GRANTED, RelationState.GRANTED, RelationState.PENDING);
            assertThat(problemOf(desk.accept(SENIORS, all.get(2).id(), false))).isEqualTo(Problem.GUARDIANS_FULL);
            assertThat(problemOf(desk.apply(Application.by(
                ASKER, SENIOR, Residence.CITY, null, desk.consentCode(SENIOR.pseudonym()).join().digits()))))
                .isEqualTo(Problem.GUARDIANS_FULL);
            desk.end(SENIORS, all.get(0).id()).join();
            desk.accept(SENIORS, all.get(2).id(), false).join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetStaffDecideAndRecordIt(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final Person unknown = Residents.person(77);
            final Person misnamed = new Person(unknown.pseudonym(), "李*", unknown.birthDate());
            final Relative asked = asked(desk, ASKER, misnamed);
            final Decider staff = Decider.staff(unknown, "street-office");
            assertThat(desk.guardians(unknown.pseudonym(), true).join().current()).extracting(Guardian::statedName)
                .containsExactly("李*");

            desk.accept(staff, asked.id(), true).join();

            assertThat(desk.person(unknown.pseudonym()).join()).as("as the ID card has it").isEqualTo(unknown);
            assertThat(desk.relatives(ASKER).join().get(0).person()).isEqualTo(unknown);
            desk.relativesCode(ASKER, asked.id()).join();
            desk.reissueRelatives(ASKER, asked.id()).join();
            desk.end(staff, asked.id()).join();
            final Standing past = desk.guardians(unknown.pseudonym(), false).join().past().get(0).standing();
            assertThat(past.grant()).isEqualTo(new Standing.Grant(GrantedBy.STAFF, DeskFixture.START, true, "street-office"));
            assertThat(past.closing()).isEqualTo(new Standing.Closing(ClosedBy.STAFF, DeskFixture.START, "street-office"));
        }
    }

    /** Noon in Shanghai of the day before, of, and after a birthday, and around a leap day. */
    @Test
    void shouldGrantByTheAgeOfTheDay() {
        final String[] grid = {
            "2004-04-09 2022-04-08 GRANTED", "2004-04-09 2022-04-09 PENDING", "2004-04-09 2022-04-10 PENDING",
            "1962-04-09 2022-04-08 PENDING", "1962-04-09 2022-04-09 GRANTED", "1962-04-09 2022-04-10 GRANTED",
            "2004-02-29 2022-02-28 GRANTED", "2004-02-29 2022-03-01 PENDING",
            "1964-02-29 2024-02-28 PENDING", "1964-02-29 2024-02-29 GRANTED",
            "1968-02-29 2028-02-28 PENDING", "1968-02-29 2028-02-29 GRANTED",
            "1966-03-01 2026-02-28 PENDING", "1966-03-01 2026-03-01 GRANTED",
            "2006-03-01 2024-02-29 GRANTED", "2006-03-01 2024-03-01 PENDING",
        };
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = fixture.open(RelationSettings.defaults().withRelativesMax(grid.length));
            for (int i = 0; i < grid.length; i++) {
                final String[] of = grid[i].split(" ");
                fixture.clock.set(LocalDate.parse(of[1]).atTime(12, 0).atZone(ZoneId.of("Asia/Shanghai")).toInstant());
                desk.code(Residents.person(200 + i)).join();
                final Pseudonym asker = Residents.pseudonym(200 + i);
                asked(desk, asker, Residents.person(100 + i, LocalDate.parse(of[0])));
                assertThat(stateOf(desk, asker)).as(grid[i]).isEqualTo(RelationState.valueOf(of[2]));
            }
        }
    }
}
