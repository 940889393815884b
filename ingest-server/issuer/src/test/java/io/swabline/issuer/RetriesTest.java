package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetriesTest {
    private static final Pseudonym WHO = Residents.pseudonym(1);
    private static final Person CHILD = Residents.person(10, LocalDate.of(2016, 4, 9));
    private static final RetryKey KEY = RetryKey.of("8e03978e-40d5-43dd-bc93-6894a57f9324");

    @TempDir
    private Path directory;

    private static RegistryDesk open(final DeskFixture fixture) {
        final RegistryDesk desk = fixture.open();
        desk.code(Residents.person(1)).join();
        return desk;
    }

    @ParameterizedTest
    @EnumSource
    void shouldCountARepeatedReissueOnceAlsoAfterARestart(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final IssuedCode first = desk.reissue(WHO, KEY).join();
            final int cutoffs = fixture.taken.size();
            for (int i = 0; i < 10; i++) {
                assertThat(desk.reissue(WHO, KEY).join()).isEqualTo(first);
            }
            desk.close();
            final RegistryDesk again = fixture.open();
            assertThat(again.reissue(WHO, KEY).join()).isEqualTo(first);
            assertThat(fixture.taken).as("nothing was superseded").hasSize(cutoffs);
            for (int i = 0; i < 4; i++) {
                again.reissue(WHO, RetryKey.of("another " + i)).join();
            }
            assertThat(problemOf(again.reissue(WHO))).as("five a day").isEqualTo(Problem.REISSUED_TOO_OFTEN);
            assertThat(again.reissue(WHO, KEY).join()).as("the code that is current").isEqualTo(again.code(WHO).join());
        }
    }

    /** As a phone does that sends again while the first request is still on its way. */
    @ParameterizedTest
    @EnumSource
    void shouldCountTheSameKeyOnceOnTwoServers(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final RegistryDesk other = database == TestDatabase.H2 ? desk : fixture.open();
            final List<CompletableFuture<IssuedCode>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add((i % 2 == 0 ? desk : other).reissue(WHO, KEY));
            }
            assertThat(asked.stream().map(CompletableFuture::join).distinct()).hasSize(1);
            assertThat(fixture.taken).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotTakeAKeyForAnotherRequest(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            desk.code(Residents.person(2)).join();
            final String child = desk.apply(WHO, CHILD, Residence.CITY, null).join().id();
            desk.reissue(WHO, KEY).join();
            assertThat(problemOf(desk.reissueRelatives(WHO, child, KEY))).isEqualTo(Problem.IDEMPOTENCY_KEY_REUSED);
            desk.reissue(Residents.pseudonym(2), KEY).join();

            final RetryKey childs = RetryKey.of("the child's");
            final IssuedCode code = desk.reissueRelatives(WHO, child, childs).join();
            assertThat(desk.reissueRelatives(WHO, child, childs).join()).isEqualTo(code);
            desk.remove(WHO, child).join();
            assertThat(problemOf(desk.reissueRelatives(WHO, child, childs))).as("not any more")
                .isEqualTo(Problem.UNKNOWN_RELATION);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldForgetAKeyAfterTwoDaysAndNotBefore(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            final IssuedCode first = desk.reissue(WHO, KEY).join();
            fixture.clock.advance(Retries.KEPT);
            assertThat(desk.reissue(WHO, KEY).join()).isEqualTo(first);
            fixture.clock.advance(Duration.ofMillis(1));
            final IssuedCode second = desk.reissue(WHO, KEY).join();
            assertThat(second).isNotEqualTo(first);
            assertThat(desk.reissue(WHO, KEY).join()).isEqualTo(second);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "H2")
    void shouldSayWhenTheDayIsOver(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = open(fixture);
            fixture.clock.set(Instant.parse("2022-04-09T15:50:00.001Z"));
            for (int i = 0; i < 5; i++) {
                desk.reissue(WHO).join();
            }
            final IssuerException refused = (IssuerException) catchThrowable(() -> desk.reissue(WHO).join()).getCause();
            assertThat(refused.retryAfterSeconds()).as("midnight in Shanghai").isEqualTo(600);
            assertThat(refused).hasMessageContaining("after 00:00 in Shanghai");
            fixture.clock.advance(Duration.ofSeconds(refused.retryAfterSeconds()));
            desk.reissue(WHO).join();
        }
    }
}
