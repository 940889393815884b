package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.DocumentType;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** People without a citizen's ID card: whose birth date stands in no number. */
class DocumentPersonsTest {
    private static final Pseudonym MOTHER = Residents.pseudonym(1);
    private static final Person UNDATED = Residents.person(10, null);
    private static final Person CHILD = Residents.person(10, LocalDate.of(2016, 4, 9));
    private static final Person ADULT = Residents.person(10, LocalDate.of(1980, 4, 9));

    @TempDir
    private Path directory;

    @Test
    void shouldGiveTheSamePersonByPermanentResidenceCardAndByItsNumber() {
        final SamplingKeys keys = SamplingKeys.create(directory.resolve("keys"));
        final Persons persons = new Persons(() -> keys, () -> DeskFixture.START);
        final String number = "91110119800101005" + checkOf("91110119800101005");
        final Person byNumber = persons.person(number.getBytes(StandardCharsets.US_ASCII), "ANN SMITH".toCharArray());
        final DocumentNumber card = persons.document(DocumentType.PERMANENT_RESIDENCE, "", number);

        assertThat(persons.person(card, null, "ANN SMITH".toCharArray())).isEqualTo(byNumber);
        assertThat(persons.person(card, LocalDate.of(2020, 1, 1), "ANN SMITH".toCharArray()))
            .as("the number says when").isEqualTo(byNumber);
        assertThat(byNumber.birthDate()).isEqualTo(LocalDate.of(1980, 1, 1));
    }

    private static char checkOf(final String first17) {
        final int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += (first17.charAt(i) - '0') * weights[i];
        }
        return "10X98765432".charAt(sum % 11);
    }

    @Test
    void shouldTakeTheBirthDateOfTheAppAndNoImpossibleOne() {
        final SamplingKeys keys = SamplingKeys.create(directory.resolve("keys"));
        final Persons persons = new Persons(() -> keys, () -> DeskFixture.START);
        final DocumentNumber passport = persons.document(DocumentType.PASSPORT, "GBR", "123456789");
        final char[] name = "ANN SMITH".toCharArray();

        assertThat(persons.person(passport, null, name).birthDate()).isNull();
        assertThat(persons.person(passport, LocalDate.of(2022, 4, 9), name).birthDate()).isEqualTo(LocalDate.of(2022, 4, 9));
        for (final LocalDate date : new LocalDate[] {LocalDate.of(2022, 4, 10), LocalDate.of(1899, 12, 31)}) {
            assertThatThrownBy(() -> persons.person(passport, date, name)).isInstanceOfSatisfying(PersonException.class,
                failure -> assertThat(failure.field()).isEqualTo(PersonException.Field.BIRTH_DATE));
        }
        assertThatThrownBy(() -> persons.document(DocumentType.PASSPORT, "GB", "123456789")).isInstanceOfSatisfying(
            PersonException.class, failure -> assertThat(failure.field()).isEqualTo(PersonException.Field.ISSUING_STATE));
        assertThatThrownBy(() -> persons.document(DocumentType.HK_MACAO_PERMIT, "", "K12345678")).isInstanceOfSatisfying(
            PersonException.class, failure -> {
                assertThat(failure.field()).isEqualTo(PersonException.Field.DOCUMENT_NUMBER);
                assertThat(failure).hasMessageNotContaining("12345678");
            });
    }

    private static RegistryDesk open(final DeskFixture fixture) {
        final RegistryDesk desk = fixture.open();
        desk.code(Residents.person(1)).join();
        return desk;
    }

    /** A guardian has no say: neither by the application, nor by the answer to it. */
    @ParameterizedTest
    @EnumSource
    void shouldGrantByAgeOnlyWhereTheAppSaidWhenThePersonWasBorn(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            assertThat(problemOf(desk.apply(MOTHER, UNDATED, Residence.CITY, null))).isEqualTo(Problem.NOT_ELIGIBLE);
            final Relative unknown = desk.apply(MOTHER, UNDATED, Residence.CITY, Reason.OTHER).join();
            assertThat(unknown.state()).isEqualTo(RelationState.PENDING);
            assertThat(unknown.reason()).isEqualTo(Reason.OTHER);
            desk.code(UNDATED).join();
            assertThat(desk.apply(MOTHER, UNDATED, Residence.CITY, Reason.OTHER).join().state())
                .as("registered, without a date").isEqualTo(RelationState.PENDING);
            desk.code(ADULT).join();
            final Relative adult = desk.apply(MOTHER, UNDATED, Residence.CITY, Reason.OTHER).join();
            assertThat(adult.person().birthDate()).as("not told to the guardian").isNull();
            assertThat(adult).as("the same answer").isEqualTo(unknown);

            desk.code(CHILD).join();
            final Person misnamed = new Person(UNDATED.pseudonym(), "李*", null);
            assertThat(desk.apply(MOTHER, misnamed, Residence.CITY, Reason.OTHER).join().state())
                .isEqualTo(RelationState.PENDING);
            final Relative child = desk.apply(MOTHER, UNDATED, Residence.CITY, null).join();
            assertThat(child.standing().grant().by()).isEqualTo(GrantedBy.AGE);
            assertThat(child.person()).isEqualTo(CHILD);
            desk.close();
            assertThat(fixture.open().relatives(MOTHER).join()).as("kept").containsExactly(child);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGrantAnUndatedPersonByConsentOrStaff(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            desk.code(UNDATED).join();
            final String relation = desk.apply(MOTHER, UNDATED, Residence.CITY, Reason.ILLNESS).join().id();
            desk.accept(Decider.person(UNDATED.pseudonym()), relation, false).join();
            desk.relativesCode(MOTHER, relation).join();
            assertThat(problemOf(desk.reissueRelatives(MOTHER, relation))).isEqualTo(Problem.REISSUE_NOT_GRANTED);
            assertThat(desk.state(MOTHER).join().relatives().get(0).code()).isNotNull();

            final Person second = Residents.person(11, null);
            final Person seen = Residents.person(11, LocalDate.of(2016, 4, 9));
            final String asked = desk.apply(MOTHER, second, Residence.CITY, Reason.OTHER).join().id();
            desk.accept(Decider.staff(seen, "street-office"), asked, false).join();
            assertThat(desk.relatives(MOTHER).join().get(1).person()).as("as staff saw it").isEqualTo(seen);
            assertThat(desk.person(seen.pseudonym()).join()).isEqualTo(seen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeTheDateOfTheAppsStatement(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final Relative stated =
                desk.apply(Application.stated(MOTHER, CHILD, Residence.CITY, Kinship.PARENT, "civil-affairs")).join();
            assertThat(stated.standing().grant().by()).isEqualTo(GrantedBy.STATEMENT);
            final Person other = Residents.person(12, null);
            assertThat(desk.apply(Application.stated(MOTHER, other, Residence.CITY, Kinship.PARENT, "civil-affairs")).join()
                .state())
                .as("of no known age").isEqualTo(RelationState.PENDING);
        }
    }
}
