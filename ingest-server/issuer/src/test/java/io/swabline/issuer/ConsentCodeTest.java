package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One-time codes by which a person consents to a relation. */
class ConsentCodeTest {
    private static final Pseudonym ASKER = Residents.pseudonym(1);
    private static final Person ADULT = Residents.person(2);
    private static final Person SENIOR = Residents.person(3, LocalDate.of(1950, 1, 1));

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

    private static String otherThan(final String digits) {
        return String.format("%08d", (Integer.parseInt(digits) + 1) % 100_000_000);
    }

    private static Application with(final Person person, final String consent) {
        return Application.by(ASKER, person, Residence.CITY, Reason.OTHER, consent);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGrantByAOneTimeCodeOnce(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final String before = desk.consentCode(ADULT.pseudonym()).join().digits();
            final ConsentCode code = desk.consentCode(ADULT.pseudonym()).join();
            assertThat(code.digits()).matches("[0-9]{8}");
            assertThat(code.validUntil()).isEqualTo(DeskFixture.START.plusSeconds(600));
            if (!before.equals(code.digits())) {
                assertThat(problemOf(desk.apply(with(ADULT, before)))).as("the one before").isEqualTo(Problem.CONSENT_CODE_WRONG);
            }
            assertThat(problemOf(desk.apply(with(SENIOR, code.digits())))).isEqualTo(Problem.CONSENT_CODE_WRONG);
            assertThat(problemOf(desk.apply(with(Residents.person(77), code.digits())))).isEqualTo(Problem.CONSENT_CODE_WRONG);
            assertThat(problemOf(desk.apply(with(new Person(ADULT.pseudonym(), "李*", ADULT.birthDate()), code.digits()))))
                .isEqualTo(Problem.CONSENT_CODE_WRONG);
            assertThat(problemOf(desk.apply(with(ADULT, "1234")))).isEqualTo(Problem.CONSENT_CODE_WRONG);
            assertThat(desk.relatives(ASKER).join()).as("nothing is left of it").isEmpty();

            final Relative granted = desk.apply(with(ADULT, code.digits())).join();

            assertThat(granted.standing().grant().by()).isEqualTo(GrantedBy.CODE);
            assertThat(desk.apply(with(ADULT, code.digits())).join()).as("sent again").isEqualTo(granted);
            desk.relativesCode(ASKER, granted.id()).join();
            desk.remove(ASKER, granted.id()).join();
            assertThat(problemOf(desk.apply(with(ADULT, code.digits())))).as("used").isEqualTo(Problem.CONSENT_CODE_WRONG);
        }
    }

    @Test
    void shouldVoidAOneTimeCodeAfterFiveWrongOnesOrTenMinutes() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            final String code = desk.consentCode(ADULT.pseudonym()).join().digits();
            for (int i = 0; i < 4; i++) {
                assertThat(problemOf(desk.apply(with(ADULT, otherThan(code))))).isEqualTo(Problem.CONSENT_CODE_WRONG);
            }
            assertThat(desk.apply(with(ADULT, code)).join().state()).as("the fifth").isEqualTo(RelationState.GRANTED);
            final String second = desk.consentCode(SENIOR.pseudonym()).join().digits();
            desk.end(Decider.person(SENIOR.pseudonym()), asked(desk, ASKER, SENIOR).id()).join();
            for (int i = 0; i < 5; i++) {
                assertThat(problemOf(desk.apply(with(SENIOR, otherThan(second))))).isEqualTo(Problem.CONSENT_CODE_WRONG);
            }
            assertThat(problemOf(desk.apply(with(SENIOR, second)))).as("the sixth").isEqualTo(Problem.CONSENT_CODE_WRONG);
            final String third = desk.consentCode(SENIOR.pseudonym()).join().digits();
            fixture.clock.advance(Duration.ofMinutes(10));
            assertThat(problemOf(desk.apply(with(SENIOR, third)))).as("late").isEqualTo(Problem.CONSENT_CODE_WRONG);
        }
    }

    @Test
    void shouldOverrideARefusalByAOneTimeCode() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = registered(fixture.open());
            desk.refuse(Decider.person(ADULT.pseudonym()), asked(desk, ASKER, ADULT).id()).join();
            final Relative granted = desk.apply(with(ADULT, desk.consentCode(ADULT.pseudonym()).join().digits())).join();
            assertThat(granted.state()).isEqualTo(RelationState.GRANTED);
            assertThat(desk.relatives(ASKER).join()).containsExactly(granted);
        }
    }
}
