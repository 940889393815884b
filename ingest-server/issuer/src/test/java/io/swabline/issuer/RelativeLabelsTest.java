package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelativeLabelsTest {
    private static final Pseudonym MOTHER = Residents.pseudonym(1);
    private static final LocalDate SAME_YEAR = LocalDate.of(2016, 4, 9);
    private static final Person CHILD = Residents.person(10, SAME_YEAR);
    private static final Person SIBLING = Residents.person(11, SAME_YEAR);
    private static final Person ADULT = Residents.person(12, LocalDate.of(1980, 4, 9));

    @TempDir
    private Path directory;

    private static Relative apply(final CodeDesk desk, final Person relative, final String end, final String nickname) {
        return desk.apply(Application.by(MOTHER, relative, Residence.CITY, Reason.OTHER, null)
            .labelled(new RelativeLabel(end, nickname))).join();
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellSiblingsOfOneYearApart(final TestDatabase database) throws SQLException {
        final DeskSettings settings = database.empty(directory);
        try (DeskFixture fixture = new DeskFixture(settings, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(Residents.person(1)).join();
            assertThat(apply(desk, CHILD, "0015", "小宝").label()).isEqualTo(new RelativeLabel("0015", "小宝"));
            final String sibling = apply(desk, SIBLING, "002X", null).id();
            apply(desk, ADULT, "0053", "old friend").id();
            desk.nickname(MOTHER, sibling, "二宝").join();
            assertThat(problemOf(desk.nickname(Residents.pseudonym(2), sibling, "x"))).isEqualTo(Problem.UNKNOWN_RELATION);
            desk.close();

            final RegistryDesk again = fixture.open();
            assertThat(again.relatives(MOTHER).join()).extracting(Relative::label).containsExactly(
                new RelativeLabel("0015", "小宝"), new RelativeLabel("002X", "二宝"), new RelativeLabel("0053", "old friend"));
            assertThat(again.state(MOTHER).join().relatives().get(1).relative().label().nickname()).isEqualTo("二宝");
            again.nickname(MOTHER, sibling, null).join();
            assertThat(again.relatives(MOTHER).join().get(1).label()).isEqualTo(new RelativeLabel("002X", null));
            assertThat(labels(settings)).hasSize(3);
            again.remove(MOTHER, again.relatives(MOTHER).join().get(2).id()).join();
            assertThat(labels(settings)).as("withdrawn, and forgotten with its label").hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepTheLabelThroughWhatBecomesOfTheApplication(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(Residents.person(1)).join();
            desk.code(ADULT).join();
            final Relative asked = apply(desk, ADULT, "0053", "Wang");
            assertThat(apply(desk, ADULT, "0053", null).label()).as("left out").isEqualTo(asked.label());
            assertThat(apply(desk, ADULT, "0053", "Da Li").label().nickname()).as("mended").isEqualTo("Da Li");
            desk.accept(Decider.person(ADULT.pseudonym()), asked.id(), false).join();
            fixture.clock.advance(Duration.ofDays(1));
            desk.end(Decider.person(ADULT.pseudonym()), asked.id()).join();

            assertThat(desk.relatives(MOTHER).join()).singleElement().extracting(Relative::label)
                .isEqualTo(new RelativeLabel("0053", "Da Li"));
        }
    }

    /** With the birth date beside them, four readable characters would nearly give an ID number, and a nickname may be a name. */
    @ParameterizedTest
    @EnumSource
    void shouldNotBeReadableInTheRegistry(final TestDatabase database) throws SQLException {
        final DeskSettings settings = database.empty(directory);
        try (DeskFixture fixture = new DeskFixture(settings, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(Residents.person(1)).join();
            final String first = apply(desk, CHILD, "0015", "ZhangXiaobao").id();
            final String second = apply(desk, SIBLING, "0015", "ZhangXiaobao").id();

            final List<String> labels = labels(settings);
            assertThat(labels).hasSize(2).doesNotHaveDuplicates().allSatisfy(label ->
                assertThat(label).doesNotContain("0015", "Zhang").hasSizeLessThan(255));
            final LabelSeal seal = new LabelSeal(fixture.keys());
            assertThat(labels.stream().map(label -> seal.open(first, label)))
                .as("bound to its relation")
                .containsExactlyInAnyOrder(new RelativeLabel("0015", "ZhangXiaobao"), RelativeLabel.NONE);
            assertThat(labels.stream().map(label -> seal.open(second, label))).contains(RelativeLabel.NONE);
            final LabelSeal other = new LabelSeal(SamplingKeys.create(directory.resolve("other-keys")));
            assertThat(labels).allSatisfy(label -> assertThat(other.open(first, label)).isEqualTo(RelativeLabel.NONE));
        }
    }

    @Test
    void shouldTakeTheLongestNickname() {
        final LabelSeal seal = new LabelSeal(SamplingKeys.create(directory.resolve("keys")));
        final RelativeLabel label = new RelativeLabel("002X", "𠮷".repeat(20));

        assertThat(RelativeLabel.isNickname(label.nickname())).isTrue();
        final String sealed = seal.seal("A".repeat(22), label);
        assertThat(sealed).hasSizeLessThanOrEqualTo(255);
        assertThat(seal.open("A".repeat(22), sealed)).isEqualTo(label);
        assertThat(seal.open("A".repeat(22), "AAAA")).isEqualTo(RelativeLabel.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " x", "x ", "a\nb", "a\u202eb", "123456789012345678901", "\ud800", "a\u0000"})
    void shouldRefuseWhatCannotBeSeen(final String nickname) {
        assertThat(RelativeLabel.isNickname(nickname)).isFalse();
    }

    private static List<String> labels(final DeskSettings settings) throws SQLException {
        final List<String> labels = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
            RegistryKind.of(settings.url()).complete(settings.url()), settings.user(), settings.password());
            Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT label FROM label")) {
            while (rows.next()) {
                labels.add(rows.getString(1));
            }
        }
        return labels;
    }
}
