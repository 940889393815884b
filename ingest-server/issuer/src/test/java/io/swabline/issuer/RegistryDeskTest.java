package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.START;
import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CodeSignature;
import io.swabline.protocol.IssueNumber;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.CutoffTable;
import io.swabline.protocol.trust.ShortHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegistryDeskTest {
    /** The issue number of a code issued at the start. */
    private static final long FIRST = Duration.between(Instant.parse("2022-01-01T00:00:00Z"), START).toSeconds();
    private static final Person PERSON = Residents.person(1);
    private static final Pseudonym WHO = PERSON.pseudonym();
    private static final LocalDate CHILD = LocalDate.of(2016, 4, 9);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameCodeAgainAlsoAfterARestart(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            final IssuedCode first = desk.code(PERSON).join();
            assertThat(first.holder()).isEqualTo(PERSON);
            assertThat(first.validUntil()).isEqualTo(START.plus(Duration.ofDays(30)));
            assertThat(first.code().flags()).isEqualTo(CodeDescriptor.FLAG_SELF);
            assertThat(new CodeSignature(fixture.keys().current().publicKey()).isGenuine(first.code())).isTrue();
            assertThat(desk.code(WHO).join()).isEqualTo(first);
            desk.close();
            final RegistryDesk other = fixture.open();
            assertThat(other.code(PERSON).join()).isEqualTo(first);
            assertThat(other.person(WHO).join()).isEqualTo(PERSON);
            assertThat(problemOf(desk.code(PERSON))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowNobodyWhoWasNotRegistered(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            assertThat(problemOf(desk.code(WHO))).isEqualTo(Problem.UNKNOWN_PERSON);
            assertThat(problemOf(desk.reissue(WHO))).isEqualTo(Problem.UNKNOWN_PERSON);
            assertThat(problemOf(desk.person(WHO))).isEqualTo(Problem.UNKNOWN_PERSON);
            assertThat(problemOf(desk.apply(WHO, Residents.person(2, CHILD), Residence.CITY, null)))
                .isEqualTo(Problem.UNKNOWN_PERSON);
            assertThat(desk.relatives(WHO).join()).isEmpty();
            assertThat(problemOf(desk.person(Residents.pseudonym(2)))).isEqualTo(Problem.UNKNOWN_PERSON);
            assertThat(DeskFixture.cutoffs(desk.notesAfter(0, 10).join())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeAnewNameOfThePersonButNotOfAGuardian(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            final Person renamed = new Person(WHO, "李*", PERSON.birthDate());
            final IssuedCode first = desk.code(PERSON).join();
            assertThat(desk.code(renamed).join()).isEqualTo(new IssuedCode(renamed, first.code(), first.validUntil()));
            desk.code(Residents.person(2)).join();
            final Person guessed = new Person(WHO, "王*", PERSON.birthDate());
            assertThat(desk.apply(Residents.pseudonym(2), guessed, Residence.CITY, Reason.OTHER).join().state())
                .isEqualTo(RelationState.PENDING);
            assertThat(desk.person(WHO).join()).isEqualTo(renamed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRenewACodeWithLittleTimeLeftAndKeepTheOldOne(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            final IssuedCode first = desk.code(PERSON).join();
            fixture.clock.set(START.plus(Duration.ofDays(25)));
            assertThat(desk.code(PERSON).join()).isEqualTo(first);
            fixture.clock.advance(Duration.ofSeconds(1));
            final IssuedCode renewed = desk.code(PERSON).join();
            assertThat(renewed.code()).isNotEqualTo(first.code());
            assertThat(renewed.validUntil()).isEqualTo(fixture.clock.instant().plus(Duration.ofDays(30)));
            assertThat(fixture.taken).isEmpty();
            desk.reissue(WHO).join();
            final long renewedNumber = FIRST + Duration.ofDays(25).toSeconds() + 1;
            assertThat(fixture.taken).extracting(Cutoff::issueNumber).as("both are outstanding")
                .containsExactly(renewedNumber, renewedNumber);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldACodeForValidThroughTheLastSecondOfItsThirtiethDay(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(PERSON).join();
            fixture.clock.set(START.plus(Duration.ofDays(30)).minusMillis(1));
            desk.reissue(WHO).join();
            assertThat(fixture.taken).hasSize(1);
            fixture.clock.advance(Duration.ofDays(30).minusMillis(999));
            desk.reissue(WHO).join();
            assertThat(fixture.taken).as("the second had expired by itself").hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSupersedeAllOutstandingCodesByAReissue(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(PERSON).join();
            final Person child = Residents.person(2, CHILD);
            final Relative relative = desk.apply(WHO, child, Residence.ELSEWHERE, null).join();
            final IssuedCode own = desk.code(child).join();
            final IssuedCode fetched = desk.relativesCode(WHO, relative.id()).join();
            assertThat(fetched.code().flags()).isEqualTo(CodeDescriptor.FLAG_RELATIVE);
            fixture.clock.advance(Duration.ofMillis(1_234));
            final IssuedCode again = desk.reissueRelatives(WHO, relative.id()).join();
            assertThat(again.code().flags()).isEqualTo(CodeDescriptor.FLAG_RELATIVE);
            final long since = fixture.clock.millis();
            assertThat(fixture.taken).containsExactly(
                new Cutoff(1, since, own.validUntil().getEpochSecond(), child.pseudonym(), FIRST + 1,
                    ShortHash.of(own.code())),
                new Cutoff(2, since, fetched.validUntil().getEpochSecond(), child.pseudonym(), FIRST + 1,
                    ShortHash.of(fetched.code())));
            assertThat(desk.relativesCode(WHO, relative.id()).join()).isEqualTo(again);
            final IssuedCode ownAgain = desk.code(child).join();
            assertThat(ownAgain.code()).isNotIn(own.code(), fetched.code(), again.code());
            desk.reissue(child.pseudonym()).join();
            assertThat(fixture.taken).extracting(Cutoff::sequence).containsExactly(1L, 2L, 3L, 4L);
            assertThat(fixture.taken).extracting(Cutoff::issueNumber).containsExactly(FIRST + 1, FIRST + 1, FIRST + 3, FIRST + 3);
            assertThat(DeskFixture.cutoffs(desk.notesAfter(0, 100).join())).isEqualTo(fixture.taken);
            assertThat(DeskFixture.cutoffs(desk.notesAfter(1, 2).join())).isEqualTo(fixture.taken.subList(1, 3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSupersedeOlderCodesThatTheRegistryDoesNotHave(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(PERSON).join();
            fixture.clock.advance(Duration.ofSeconds(60));
            final long elsewhere = IssueNumber.next(0, fixture.clock.instant().getEpochSecond());
            fixture.clock.advance(Duration.ofSeconds(60));
            desk.reissue(WHO).join();
            final long young = IssueNumber.next(0, fixture.clock.instant().getEpochSecond());

            final CutoffTable table = CutoffTable.of(fixture.taken);
            final UnsafeBuffer who = new UnsafeBuffer(WHO.bytes());
            assertThat(table.isSuperseded(who, 0, elsewhere, fixture.clock.millis())).isTrue();
            assertThat(table.isSuperseded(who, 0, young, fixture.clock.millis())).isFalse();
        }
    }

    @Test
    void shouldNumberCodesAboveThoseOfARegistryThatWasLost() throws IOException {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, Files.createDirectory(directory.resolve("lost")))) {
            final RegistryDesk desk = fixture.open();
            desk.code(PERSON).join();
            desk.reissue(WHO).join();
            desk.reissue(WHO).join();
            final long highest = fixture.taken.get(fixture.taken.size() - 1).issueNumber();
            try (DeskFixture anew = new DeskFixture(TestDatabase.H2, Files.createDirectory(directory.resolve("new")))) {
                anew.clock.set(fixture.clock.instant().plusSeconds(60));
                final RegistryDesk newDesk = anew.open();
                newDesk.code(PERSON).join();
                newDesk.reissue(WHO).join();
                assertThat(anew.taken.get(0).issueNumber()).as("not superseded before it was issued").isGreaterThan(highest);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReissueSoOftenADayInShanghai(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            fixture.clock.set(Instant.parse("2022-04-09T15:59:59Z"));
            desk.code(PERSON).join();
            for (int i = 0; i < 5; i++) {
                desk.reissue(WHO).join();
            }
            assertThat(problemOf(desk.reissue(WHO))).isEqualTo(Problem.REISSUED_TOO_OFTEN);
            assertThat(fixture.taken).hasSize(5);
            fixture.clock.advance(Duration.ofSeconds(1));
            desk.reissue(WHO).join();
            assertThat(fixture.taken).hasSize(6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotGiveACodeOfAWithdrawnKeyAgain(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            final IssuedCode first = desk.code(PERSON).join();
            fixture.rotate();
            assertThat(desk.code(PERSON).join()).as("the key before is good").isEqualTo(first);
            fixture.withdraw(first.code().keyId());
            final IssuedCode second = desk.code(PERSON).join();
            assertThat(second.code().keyId()).isNotEqualTo(first.code().keyId());
            assertThat(desk.code(PERSON).join()).isEqualTo(second);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldForgetCodesAndCutoffsLongAfterTheirEnd(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(PERSON).join();
            desk.reissue(WHO).join();
            fixture.clock.advance(Duration.ofDays(61));
            desk.code(PERSON).join();
            desk.reissue(WHO).join();
            assertThat(DeskFixture.cutoffs(desk.notesAfter(0, 10).join())).extracting(Cutoff::sequence).containsExactly(2L);
            assertThat(DeskFixture.cutoffs(desk.notesAfter(0, 10).join())).extracting(Cutoff::issueNumber)
                .containsExactly(FIRST + Duration.ofDays(61).toSeconds());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldIssueForNoLongerThanTheKeyFileHasNoted(final TestDatabase database) {
        final DeskSettings d = database.empty(directory);
        final DeskSettings longer =
            new DeskSettings(d.url(), d.user(), d.password(), 2, 90, Duration.ofDays(60),
                RelationSettings.defaults(), 5, 100, 100);
        try (DeskFixture fixture = new DeskFixture(longer, directory)) {
            final RegistryDesk desk = fixture.open();
            final IssuedCode shorter = desk.code(PERSON).join();
            assertThat(shorter.validUntil()).isEqualTo(START.plus(Duration.ofDays(30)));
            assertThat(desk.code(PERSON).join()).as("renewed at each request otherwise").isEqualTo(shorter);
            fixture.allowValidity(90);
            assertThat(desk.code(PERSON).join().validUntil()).isEqualTo(START.plus(Duration.ofDays(90)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseReissuesAtTheLimitOfCutoffs(final TestDatabase database) {
        final DeskSettings d = database.empty(directory);
        final DeskSettings few = new DeskSettings(d.url(), d.user(), d.password(), 2, 30, Duration.ofDays(5),
            RelationSettings.defaults(), 50, 100, 3);
        try (DeskFixture fixture = new DeskFixture(few, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(PERSON).join();
            for (int i = 0; i < 3; i++) {
                desk.reissue(WHO).join();
            }
            assertThat(problemOf(desk.reissue(WHO))).isEqualTo(Problem.BUSY);
            fixture.clock.advance(Duration.ofDays(61));
            desk.reissue(WHO).join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeAnyTextForAName(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            final List<String> names = List.of(
                "'; DROP TABLE person; --", "\\'; DELETE FROM code; /*", "' OR '1'='1", "?:keys,$1",
                "\"person\"", "𠮷\u2028\n\t%_");
            final List<Person> persons = new ArrayList<>();
            for (final String name : names) {
                persons.add(new Person(Residents.pseudonym(100 + persons.size()), name, CHILD));
                desk.code(persons.get(persons.size() - 1)).join();
            }
            for (final Person person : persons) {
                assertThat(desk.person(person.pseudonym()).join()).isEqualTo(person);
            }
            assertThat(problemOf(desk.relativesCode(WHO, "' OR '1'='1"))).isEqualTo(Problem.UNKNOWN_RELATION);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotLetABadRequestFailTheOthers(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            final Gate gate = new Gate(desk);
            final var good = desk.code(Residents.person(10));
            final var tooLong = desk.code(new Person(Residents.pseudonym(11), "长".repeat(65), CHILD));
            final var unknown = desk.code(Residents.pseudonym(12));
            final var other = desk.code(Residents.person(13));
            gate.open();
            assertThat(good.join().holder()).isEqualTo(Residents.person(10));
            assertThat(problemOf(tooLong)).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            assertThat(problemOf(unknown)).isEqualTo(Problem.UNKNOWN_PERSON);
            assertThat(other.join().holder()).isEqualTo(Residents.person(13));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldFailAReissueWhoseCutoffsAreNotTaken(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(PERSON).join();
            final Gate gate = new Gate(desk);
            fixture.sink(cutoffs -> {
                throw new IllegalStateException("the log is full");
            });
            final var reissued = desk.reissue(WHO);
            final var other = desk.code(Residents.person(3));
            gate.open();
            assertThat(problemOf(reissued)).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            assertThat(other.join().holder()).isEqualTo(Residents.person(3));
            assertThat(DeskFixture.cutoffs(desk.notesAfter(0, 10).join())).as("for the feed to find").hasSize(1);
        }
    }
}
