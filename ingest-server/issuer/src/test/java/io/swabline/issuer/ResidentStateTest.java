package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResidentStateTest {
    private static final Pseudonym MOTHER = Residents.pseudonym(1);
    private static final Person CHILD = Residents.person(10, LocalDate.of(2016, 4, 9));
    private static final Person SENIOR = Residents.person(11, LocalDate.of(1950, 4, 9));
    private static final Person ADULT = Residents.person(12, LocalDate.of(1980, 4, 9));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldGiveAllOfOneMomentAndMakeTheCodesThatAreMissing(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            assertThat(problemOf(desk.state(MOTHER))).isEqualTo(Problem.UNKNOWN_PERSON);
            desk.code(Residents.person(1)).join();
            desk.code(Residents.person(2)).join();
            final String child = desk.apply(MOTHER, CHILD, Residence.CITY, null).join().id();
            desk.apply(MOTHER, SENIOR, Residence.CITY, null).join();
            desk.apply(MOTHER, ADULT, Residence.CITY, Reason.ILLNESS).join();
            desk.apply(Residents.pseudonym(2), Residents.person(1), Residence.CITY, Reason.OTHER).join();

            final ResidentState state = desk.state(MOTHER).join();
            assertThat(state.own()).isEqualTo(desk.code(MOTHER).join());
            assertThat(state.relatives()).extracting(entry -> entry.relative().person()).containsExactly(CHILD, SENIOR, ADULT);
            assertThat(state.relatives()).extracting(entry -> entry.code() == null).containsExactly(false, false, true);
            assertThat(state.relatives()).extracting(ResidentState.Entry::problem).containsOnlyNulls();
            assertThat(state.relatives().get(0).code()).isEqualTo(desk.relativesCode(MOTHER, child).join());
            assertThat(state.guardians().current()).singleElement().extracting(guardian -> guardian.standing().state())
                .isEqualTo(RelationState.PENDING);
            desk.close();
            assertThat(fixture.open().state(MOTHER).join()).as("kept").isEqualTo(state);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndTheCodeOfAChildThatComesOfAge(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(Residents.person(1)).join();
            final Person youth = Residents.person(13, LocalDate.of(2004, 4, 11));
            desk.apply(MOTHER, youth, Residence.CITY, null).join();
            assertThat(desk.state(MOTHER).join().relatives().get(0).code()).isNotNull();

            fixture.clock.advance(Duration.ofDays(2));
            assertThat(desk.state(MOTHER).join().relatives()).singleElement().satisfies(entry -> {
                assertThat(entry.relative().state()).isEqualTo(RelationState.ENDED);
                assertThat(entry.code()).isNull();
            });
        }
    }

    /** What one transaction reads for one resident must not be taken for another's. */
    @ParameterizedTest
    @EnumSource
    void shouldKeepResidentsOfOneGroupApart(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            final List<Long> numbers = LongStream.rangeClosed(100, 120).boxed().toList();
            numbers.forEach(number -> {
                desk.code(Residents.person(number)).join();
                desk.apply(Residents.pseudonym(number), number % 2 == 0 ? CHILD : SENIOR, Residence.CITY, null).join();
            });
            final List<CompletableFuture<ResidentState>> asked =
                numbers.stream().map(number -> desk.state(Residents.pseudonym(number))).toList();

            for (int i = 0; i < numbers.size(); i++) {
                final ResidentState state = asked.get(i).join();
                assertThat(state.own().holder().pseudonym()).isEqualTo(Residents.pseudonym(numbers.get(i)));
                assertThat(state.relatives()).hasSizeLessThanOrEqualTo(1).extracting(entry -> entry.relative().person())
                    .containsOnly(numbers.get(i) % 2 == 0 ? CHILD : SENIOR);
                assertThat(state.guardians().current()).isEmpty();
            }
            assertThat(asked.stream().map(CompletableFuture::join).flatMap(state -> state.relatives().stream())
                .map(ResidentState.Entry::code).filter(Objects::nonNull).distinct()).as("one code for all guardians").hasSize(2);
        }
    }
}
