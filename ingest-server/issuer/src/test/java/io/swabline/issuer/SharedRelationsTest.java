package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.swabline.protocol.Pseudonym;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Relations on two servers that share a registry: what one decides while the other one is deciding. */
class SharedRelationsTest {
    private static final Person SENIOR = Residents.person(3, LocalDate.of(1950, 1, 1));
    /** Of a decision: residents, relations, other residents, codes. */
    private static final int STATEMENTS = 4;

    @TempDir
    private Path directory;

    /**
     * Two who are in a relation, one pair for each race.
     *
     * @param other the server that decides meanwhile
     * @param id    of the relation
     */
    private record Pair(RegistryDesk other, Pseudonym guardian, Person person, String id) {
        Decider decider() {
            return Decider.person(person.pseudonym());
        }

        List<Relative> relatives() {
            return other.relatives(guardian).join();
        }

        /** Applied for; the person is registered where that is said. */
        static Pair asked(final RegistryDesk other, final int number, final boolean isRegistered) {
            final Person guardian = Residents.person(1_000 + number);
            final Person person = Residents.person(2_000 + number);
            other.code(guardian).join();
            if (isRegistered) {
                other.code(person).join();
            }
            return new Pair(other, guardian.pseudonym(), person,
                other.apply(guardian.pseudonym(), person, Residence.CITY, Reason.OTHER).join().id());
        }

        static Pair granted(final RegistryDesk other, final int number) {
            final Pair pair = asked(other, number, true);
            other.accept(pair.decider(), pair.id(), true).join();
            return pair;
        }

        DeskRequest<Void> accepts(final Decider by) {
            return DeskRequest.ofGuardians(person.pseudonym(), id, unit -> {
                unit.relations().accept(by, id, false);
                return null;
            });
        }
    }

    /** Makes the pair of that number. */
    private interface Pairs {
        Pair pair(RegistryDesk other, int number);
    }

    /** The other server decides after each of our statements in turn: ours is not written then, but done again or refused. */
    private void race(
        final TestDatabase database, final int statements, final Pairs pairs, final Consumer<Pair> others,
        final Function<Pair, DeskRequest<?>> ours, final Consumer<Pair> check) {
        final DeskSettings settings = database.empty(directory);
        try (DeskFixture fixture = new DeskFixture(settings, directory)) {
            final RegistryDesk other = fixture.open();
            for (int statement = 1; statement <= statements; statement++) {
                final Pair pair = pairs.pair(other, statement);
                assertThat(isWritten(fixture, settings, statement, () -> others.accept(pair), ours.apply(pair)))
                    .as("after statement %d", statement).isFalse();
                check.accept(pair);
            }
        }
    }

    /** Decides a request on a connection of its own; after its statement of that number, the other server decides. */
    private static boolean isWritten(
        final DeskFixture fixture, final DeskSettings settings, final int statement, final Runnable others,
        final DeskRequest<?> request) {
        final Jdbi jdbi =
            Jdbi.create(RegistryKind.of(settings.url()).complete(settings.url()), settings.user(), settings.password());
        try (Handle handle = jdbi.open()) {
            handle.getConnection().setAutoCommit(false);
            final AtomicInteger read = new AtomicInteger();
            handle.getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
                @Override
                public void logAfterExecution(final StatementContext context) {
                    if (read.incrementAndGet() == statement) {
                        others.run();
                    }
                }
            });
            final UnitOfWork unit = UnitOfWork.read(
                fixture.rules(10), new RegistryTables(handle), DeskFixture.START, List.of(request));
            assertThat(read.get()).as("statements").isGreaterThanOrEqualTo(statement);
            request.decide(unit);
            final Throwable failure = catchThrowable(() -> {
                if (unit.isChanged()) {
                    unit.write();
                    handle.commit();
                }
            });
            handle.rollback();
            request.complete();
            if (failure != null) {
                assertThat(RegistryFailure.of(failure)).as("done again").isEqualTo(RegistryFailure.CONFLICT);
            }
            return failure == null && !request.future().isCompletedExceptionally();
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The person ends it between any two statements of a guardian's re-issue. */
    @ParameterizedTest
    @EnumSource
    void shouldNotVoidACodeAfterTheEndOfTheRelation(final TestDatabase database) {
        race(database, STATEMENTS, Pair::granted,
            pair -> pair.other().end(pair.decider(), pair.id()).join(),
            pair -> DeskRequest.ofGuardian(
                pair.guardian(), pair.id(), unit -> unit.reissueRelatives(pair.guardian(), pair.id(), null)),
            pair -> assertThat(pair.relatives()).extracting(Relative::state).containsExactly(RelationState.ENDED));
    }

    /** The person takes the permission to re-issue back, and the relation stays. */
    @ParameterizedTest
    @EnumSource
    void shouldNotVoidACodeAfterTheReissueWasTakenBack(final TestDatabase database) {
        race(database, STATEMENTS, Pair::granted,
            pair -> pair.other().accept(pair.decider(), pair.id(), false).join(),
            pair -> DeskRequest.ofGuardian(
                pair.guardian(), pair.id(), unit -> unit.reissueRelatives(pair.guardian(), pair.id(), null)),
            pair -> assertThat(pair.relatives()).extracting(relative -> relative.standing().grant().mayReissue())
                .containsExactly(false));
    }

    /** The same with the first fetch, which makes a code. */
    @ParameterizedTest
    @EnumSource
    void shouldNotIssueACodeAfterTheEndOfTheRelation(final TestDatabase database) {
        race(database, STATEMENTS, Pair::granted,
            pair -> pair.other().end(pair.decider(), pair.id()).join(),
            pair -> DeskRequest.ofGuardian(pair.guardian(), pair.id(), unit -> unit.relativesCode(pair.guardian(), pair.id())),
            pair -> assertThat(pair.relatives()).extracting(Relative::state).containsExactly(RelationState.ENDED));
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotGrantWhatWasWithdrawn(final TestDatabase database) {
        race(database, STATEMENTS, (other, number) -> Pair.asked(other, number, true),
            pair -> pair.other().remove(pair.guardian(), pair.id()).join(),
            pair -> pair.accepts(pair.decider()),
            pair -> assertThat(pair.relatives()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotGrantWhatWasRefused(final TestDatabase database) {
        race(database, STATEMENTS, (other, number) -> Pair.asked(other, number, true),
            pair -> pair.other().refuse(pair.decider(), pair.id()).join(),
            pair -> pair.accepts(pair.decider()),
            pair -> assertThat(pair.relatives()).extracting(Relative::state).containsExactly(RelationState.REFUSED));
    }

    /** By staff, to somebody who is not registered: there is no row of the person to conflict at. */
    @ParameterizedTest
    @EnumSource
    void shouldNotGrantTheUnregisteredWhatWasWithdrawn(final TestDatabase database) {
        race(database, STATEMENTS - 1, (other, number) -> Pair.asked(other, number, false),
            pair -> pair.other().remove(pair.guardian(), pair.id()).join(),
            pair -> pair.accepts(Decider.staff(pair.person(), "office")),
            pair -> assertThat(pair.relatives()).isEmpty());
    }

    /** 16 guardians at two servers for one person, who may have 10; each asks twice, for the same application. */
    @ParameterizedTest
    @EnumSource
    void shouldHoldTheLimitOfGuardiansAndMakeOneOfTwoApplications(final TestDatabase database) {
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final List<RegistryDesk> desks = List.of(fixture.open(), fixture.open());
            desks.get(0).code(SENIOR).join();
            for (int i = 0; i < 16; i++) {
                desks.get(0).code(Residents.person(100 + i)).join();
            }
            final List<CompletableFuture<Relative>> asked = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                asked.add(desks.get(i % 2).apply(Residents.pseudonym(100 + i / 2), SENIOR, Residence.CITY, null));
            }
            final List<Relative> all = asked.stream().map(CompletableFuture::join).toList();
            assertThat(all.stream().map(Relative::id).distinct()).as("one for each guardian").hasSize(16);
            final Guardians guardians = desks.get(1).guardians(SENIOR.pseudonym(), false).join();
            assertThat(guardians.current())
                .filteredOn(guardian -> guardian.standing().state() == RelationState.GRANTED).hasSize(10);
            assertThat(guardians.current()).hasSize(16);
        }
    }
}
