package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A registry of before relations were applied for. */
class ApplicationsMigrationTest {
    private static final Person GUARDIAN = Residents.person(1);
    private static final Person CHILD = Residents.person(2, LocalDate.of(2016, 4, 9));
    private static final Person ADULT = Residents.person(3);
    private static final Person GROWN = Residents.person(4, LocalDate.of(2004, 4, 9));
    private static final String MIGRATION = "io/swabline/issuer/db/V2__applications.sql";

    @TempDir
    private Path directory;

    private static Connection connect(final DeskSettings settings) throws SQLException {
        return DriverManager.getConnection(
            RegistryKind.of(settings.url()).complete(settings.url()), settings.user(), settings.password());
    }

    private static void makeOldRegistry(final DeskSettings settings) throws SQLException {
        try (Connection connection = connect(settings)) {
            Flyway.configure().dataSource(RegistryKind.of(settings.url()).complete(settings.url()), settings.user(),
                settings.password()).locations("classpath:io/swabline/issuer/db").target("1").load().migrate();
            try (PreparedStatement person = connection.prepareStatement("INSERT INTO person (pseudonym, masked_name, birth_date,"
                + " last_issue_number, reissue_day, reissues, revision) VALUES (?, ?, ?, 0, 0, 0, 1)");
                PreparedStatement relation = connection.prepareStatement("INSERT INTO relation (id, guardian, ordinal, pseudonym,"
                    + " residence, reason, granted_ms) VALUES (?, ?, ?, ?, 'CITY', ?, 1640995200000)")) {
                for (final Person one : List.of(GUARDIAN, CHILD, ADULT, GROWN)) {
                    person.setBytes(1, one.pseudonym().bytes());
                    person.setString(2, one.maskedName());
                    person.setObject(3, one.birthDate());
                    person.executeUpdate();
                }
                int ordinal = 0;
                for (final Person one : List.of(CHILD, ADULT, GROWN)) {
                    relation.setString(1, "A".repeat(21) + ++ordinal);
                    relation.setBytes(2, GUARDIAN.pseudonym().bytes());
                    relation.setInt(3, ordinal);
                    relation.setBytes(4, one.pseudonym().bytes());
                    relation.setString(5, one.equals(ADULT) ? "OTHER" : null);
                    relation.executeUpdate();
                }
            }
        }
    }

    private static void assertMigrated(final RegistryDesk desk) {
        final List<Relative> relatives = desk.relatives(GUARDIAN.pseudonym()).join();
        assertThat(relatives).extracting(Relative::person).containsExactly(CHILD, ADULT, GROWN);
        assertThat(relatives).extracting(Relative::state)
            .containsExactly(RelationState.GRANTED, RelationState.GRANTED, RelationState.ENDED);
        assertThat(relatives).extracting(Relative::label).containsOnly(RelativeLabel.NONE);
        assertThat(relatives.get(1).standing().grant()).isEqualTo(
            new Standing.Grant(GrantedBy.EARLIER, Instant.parse("2022-01-01T00:00:00Z"), false, null));
        desk.relativesCode(GUARDIAN.pseudonym(), relatives.get(0).id()).join();
        desk.reissueRelatives(GUARDIAN.pseudonym(), relatives.get(0).id()).join();
        desk.relativesCode(GUARDIAN.pseudonym(), relatives.get(1).id()).join();
        assertThat(DeskFixture.problemOf(desk.reissueRelatives(GUARDIAN.pseudonym(), relatives.get(1).id())))
            .isEqualTo(IssuerException.Problem.REISSUE_NOT_GRANTED);
        assertThat(desk.guardians(ADULT.pseudonym(), false).join().current()).as("seen").hasSize(1);
        desk.end(Decider.person(ADULT.pseudonym()), relatives.get(1).id()).join();
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepWhatWasGrantedBefore(final TestDatabase database) throws SQLException {
        final DeskSettings settings = database.empty(directory);
        makeOldRegistry(settings);
        try (DeskFixture fixture = new DeskFixture(settings, directory)) {
            assertMigrated(fixture.open());
        }
    }

    /**
     * H2 commits each statement that changes a table by itself; a process may end after any, and the disk may be full at any.
     */
    @Tag("slow")
    @ParameterizedTest
    @EnumSource(names = "H2")
    void shouldGoOnAfterAnyStatementOfTheMigration(final TestDatabase database) throws Exception {
        final List<String> statements = new ArrayList<>();
        try (var in = ApplicationsMigrationTest.class.getClassLoader().getResourceAsStream(MIGRATION)) {
            for (final String part : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("--[^\n]*", "").split(";")) {
                if (!part.isBlank()) {
                    statements.add(part);
                }
            }
        }
        assertThat(statements).hasSizeGreaterThan(5);
        for (int done = 1; done <= statements.size(); done++) {
            final Path registry = directory.resolve("registry" + done);
            Files.createDirectories(registry);
            final DeskSettings settings = database.empty(registry);
            makeOldRegistry(settings);
            try (Connection connection = connect(settings); Statement statement = connection.createStatement()) {
                for (final String one : statements.subList(0, done)) {
                    statement.execute(one);
                }
                statement.execute("INSERT INTO \"flyway_schema_history\" (\"installed_rank\", \"version\", \"description\","
                    + " \"type\", \"script\", \"checksum\", \"installed_by\", \"execution_time\", \"success\") "
                    + "VALUES (2, '2', 'applications', 'SQL', 'V2__applications.sql', 1, 'swabline', 1, FALSE)");
            }
            try (DeskFixture fixture = new DeskFixture(settings, registry)) {
                assertMigrated(fixture.open());
            }
        }
    }
}
