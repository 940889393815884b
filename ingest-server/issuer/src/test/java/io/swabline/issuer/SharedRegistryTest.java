package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.trust.Cutoff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Many callers, and two servers on one registry. Two desks of one process may share even an embedded one. */
class SharedRegistryTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldMakeOneCodeForConcurrentRequestsOfOneResident(final TestDatabase database) throws Exception {
        final ExecutorService callers = Executors.newFixedThreadPool(8);
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final List<RegistryDesk> desks = List.of(fixture.open(), fixture.open());
            for (int round = 0; round < 20; round++) {
                final Person resident = Residents.person(round);
                final CountDownLatch start = new CountDownLatch(1);
                final List<CompletableFuture<IssuedCode>> asked = new ArrayList<>();
                for (int caller = 0; caller < 8; caller++) {
                    final RegistryDesk desk = desks.get(caller % 2);
                    asked.add(CompletableFuture.supplyAsync(() -> {
                        awaitUninterrupted(start);
                        return desk.code(resident).join();
                    }, callers));
                }
                start.countDown();
                assertThat(asked.stream().map(CompletableFuture::join).distinct()).hasSize(1);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNumberCutoffsWithoutGapsForAllServers(final TestDatabase database) {
        final long seed = System.nanoTime();
        final DeskSettings d = database.empty(directory);
        final DeskSettings often = new DeskSettings(
            d.url(), d.user(), d.password(), 2, 30, d.renewBefore(), RelationSettings.defaults(), 1_000_000, 10_000, 1_000_000);
        try (DeskFixture fixture = new DeskFixture(often, directory)) {
            final List<RegistryDesk> desks = List.of(fixture.open(), fixture.open());
            final int residents = 20;
            for (int i = 0; i < residents; i++) {
                desks.get(0).code(Residents.person(i)).join();
            }
            final SplittableRandom random = new SplittableRandom(seed);
            final List<CompletableFuture<IssuedCode>> asked = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                asked.add(desks.get(random.nextInt(2)).reissue(Residents.pseudonym(random.nextInt(residents))));
            }
            asked.forEach(CompletableFuture::join);
            final List<Cutoff> all = DeskFixture.cutoffs(desks.get(1).notesAfter(0, 1000).join());
            assertThat(all).as("seed %d", seed).extracting(Cutoff::sequence)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 400).boxed().toList());
            assertThat(fixture.taken.stream().sorted(Comparator.comparingLong(Cutoff::sequence))).isEqualTo(all);
            assertThat(asked.stream().map(code -> code.join().code()).distinct()).hasSize(400);
            assertThat(all.stream().map(cutoff -> cutoff.person().toString() + cutoff.issueNumber()).distinct()).hasSize(400);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldTheLimitOfRelativesAcrossServers(final TestDatabase database) {
        final LocalDate child = LocalDate.of(2016, 4, 9);
        try (DeskFixture fixture = new DeskFixture(database, directory)) {
            final List<RegistryDesk> desks = List.of(fixture.open(), fixture.open());
            final Person guardian = Residents.person(1);
            desks.get(0).code(guardian).join();
            final List<CompletableFuture<Problem>> asked = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                asked.add(desks.get(i % 2).apply(guardian.pseudonym(), Residents.person(10 + i, child), Residence.CITY, null)
                    .handle((relative, failure) -> failure == null ? null : ((IssuerException) failure).problem()));
            }
            final List<Problem> problems = asked.stream().map(CompletableFuture::join).toList();
            assertThat(problems).filteredOn(problem -> problem == null).hasSize(10);
            assertThat(problems).filteredOn(problem -> problem == Problem.RELATIVES_FULL).hasSize(30);
            assertThat(desks.get(0).relatives(guardian.pseudonym()).join()).hasSize(10)
                .isEqualTo(desks.get(1).relatives(guardian.pseudonym()).join());
        }
    }

    /** Both find a registry without tables. */
    @ParameterizedTest
    @EnumSource
    void shouldLetTwoDesksMakeTheTablesAtOnce(final TestDatabase database) throws IOException {
        for (int round = 0; round < 5; round++) {
            try (DeskFixture fixture = new DeskFixture(database, Files.createDirectory(directory.resolve("round" + round)))) {
                final List<RegistryDesk> desks = List.of(fixture.open(), fixture.open(), fixture.open());
                final List<CompletableFuture<IssuedCode>> asked = new ArrayList<>();
                desks.forEach(desk -> asked.add(desk.code(Residents.person(asked.size()))));
                asked.forEach(CompletableFuture::join);
            }
        }
    }

    /** Another server commits between any two statements of ours: what we read before it must not be written. */
    @ParameterizedTest
    @CsvSource({"H2, 1", "H2, 2", "H2, 3", "POSTGRESQL, 1", "POSTGRESQL, 2", "POSTGRESQL, 3"})
    void shouldNotWriteOnWhatAnotherServerChangedWhileItWasRead(final TestDatabase database, final int statement)
        throws Exception {
        final LocalDate child = LocalDate.of(2016, 4, 9);
        final DeskSettings settings = database.empty(directory);
        try (DeskFixture fixture = new DeskFixture(settings, directory)) {
            final RegistryDesk other = fixture.openWithRelativesMax(1);
            final Person guardian = Residents.person(1);
            other.code(guardian).join();
            final Jdbi jdbi =
                Jdbi.create(RegistryKind.of(settings.url()).complete(settings.url()), settings.user(), settings.password());
            try (Handle handle = jdbi.open()) {
                handle.getConnection().setAutoCommit(false);
                final AtomicInteger read = new AtomicInteger();
                handle.getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
                    @Override
                    public void logAfterExecution(final StatementContext context) {
                        if (read.incrementAndGet() == statement) {
                            other.apply(guardian.pseudonym(), Residents.person(2, child), Residence.CITY, null).join();
                        }
                    }
                });
                final DeskRequest<Relative> request = DeskRequest.ofApplication(guardian.pseudonym(), Residents.pseudonym(3),
                    unit -> unit.relations().apply(
                        Application.by(guardian.pseudonym(), Residents.person(3, child), Residence.CITY, null, null)));
                final UnitOfWork unit = UnitOfWork.read(fixture.rules(1), new RegistryTables(handle), DeskFixture.START,
                    List.of(request));
                request.decide(unit);
                final Throwable failure = catchThrowable(() -> {
                    unit.write();
                    handle.commit();
                });
                handle.rollback();
                request.complete();
                assertThat(failure != null && RegistryFailure.of(failure) == RegistryFailure.CONFLICT
                    || request.future().isCompletedExceptionally()).as("done again, or refused").isTrue();
            }
            assertThat(other.relatives(guardian.pseudonym()).join()).hasSize(1);
        }
    }

    private static void awaitUninterrupted(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
