package io.swabline.issuer;

import static io.swabline.issuer.DeskFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.swabline.issuer.IssuerException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A registry that cannot be had, or not in time. */
class RegistryFailureTest {
    private static final Person PERSON = Residents.person(1);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldOpenWithoutTheDatabaseAndFindItLater() throws Exception {
        final DeskSettings direct = TestDatabase.POSTGRESQL.empty(directory);
        try (TcpProxy proxy = new TcpProxy(portOf(direct));
                DeskFixture fixture = new DeskFixture(through(proxy, direct), directory)) {
            proxy.cut();
            final RegistryDesk desk = fixture.open();
            assertThat(problemOf(desk.code(PERSON))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            proxy.mend();
            final IssuedCode code = awaitCode(desk);
            proxy.cut();
            assertThat(problemOf(desk.code(PERSON))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            assertThat(problemOf(desk.reissue(PERSON.pseudonym()))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            proxy.mend();
            assertThat(awaitCode(desk)).isEqualTo(code);
            assertThat(fixture.taken).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldMakeTablesWhateverTheSizeOfThePool(final TestDatabase database) {
        final DeskSettings d = database.empty(directory);
        final DeskSettings one = new DeskSettings(d.url(), d.user(), d.password(), 1, 30, d.renewBefore(),
            RelationSettings.defaults(), 5, 10, 10);
        try (DeskFixture fixture = new DeskFixture(one, directory)) {
            assertThat(fixture.open().code(PERSON).join().holder()).isEqualTo(PERSON);
        }
    }

    @Test
    void shouldServeAgainOnceABrokenFileIsReplaced() throws Exception {
        final Path file = Files.createDirectories(directory.resolve("registry")).resolve("registry.mv.db");
        Files.writeString(file, "not a database, but long enough for one. ".repeat(1000));
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = fixture.open();
            assertThat(problemOf(desk.code(PERSON))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            Files.delete(file);
            assertThat(awaitCode(desk).holder()).isEqualTo(PERSON);
        }
    }

    @Test
    void shouldServeAgainOnceAFullDiskHasRoom() {
        LossyDisk.register();
        final DeskSettings settings = DeskSettings.of("jdbc:h2:whole:lossy:" + directory.resolve("registry"), "swabline", "");
        try (DeskFixture fixture = new DeskFixture(settings, directory)) {
            final RegistryDesk desk = fixture.open();
            final IssuedCode code = desk.code(PERSON).join();
            LossyDisk.fill(directory.resolve("registry.mv.db"), true);
            assertThat(problemOf(desk.code(Residents.person(2)))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            assertThat(problemOf(desk.reissue(PERSON.pseudonym()))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            LossyDisk.fill(directory.resolve("registry.mv.db"), false);
            assertThat(awaitCode(desk)).isEqualTo(code);
            await().atMost(LIMIT).until(() -> desk.reissue(PERSON.pseudonym()).handle((again, failure) -> again != null).join());
            assertThat(fixture.taken).hasSize(1);
        }
    }

    /** The system may take for written what it could not write: neither a later force nor opening again helps. */
    @Test
    @Tag("slow")
    void shouldNotBelieveAFileOfWhichAForcedWriteFailed() {
        LossyDisk.register();
        final DeskSettings settings = DeskSettings.of("jdbc:h2:whole:lossy:" + directory.resolve("registry"), "swabline", "");
        try (DeskFixture fixture = new DeskFixture(settings, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(PERSON).join();
            LossyDisk.breakForce(directory.resolve("registry.mv.db"), true);
            assertThat(problemOf(desk.code(Residents.person(2)))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            LossyDisk.breakForce(directory.resolve("registry.mv.db"), false);
            for (int again = 0; again < 3; again++) {
                assertThat(problemOf(desk.code(Residents.person(3)))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            }
        }
    }

    /** Whoever is called at night is to know which file it is, and whether to wait, to make room, or to reboot. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "No space left on device|the disk is full|by themselves", "Input/output error|the disk failed|does not heal by itself",
        "Permission denied|may not read or write|by themselves", "Read-only file system|is read-only|by themselves",
        "Stale file handle|Stale file handle|check the disk"})
    void shouldSayWhichFileFailedWhyAndWhetherItHeals(final String cause, final String said, final String heals) {
        final SQLException failure = new SQLException("IO Exception", "HY000", 90031, new IOException(cause));
        assertThat(RegistryFailure.describe(failure, "the registry's file /data/registry.mv.db"))
            .startsWith("the registry's file /data/registry.mv.db: ").contains(said, heals).doesNotContain("HY000");
    }

    @Test
    void shouldNameTheFullDiskInTheLog() {
        LossyDisk.register();
        final ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        final Logger logger = (Logger) LoggerFactory.getLogger(GroupDecision.class);
        logger.addAppender(log);
        final DeskSettings settings = DeskSettings.of("jdbc:h2:whole:lossy:" + directory.resolve("registry"), "swabline", "");
        try (DeskFixture fixture = new DeskFixture(settings, directory)) {
            final RegistryDesk desk = fixture.open();
            desk.code(PERSON).join();
            LossyDisk.fill(directory.resolve("registry.mv.db"), true);
            assertThat(problemOf(desk.code(Residents.person(2)))).isEqualTo(Problem.REGISTRY_UNAVAILABLE);
            LossyDisk.fill(directory.resolve("registry.mv.db"), false);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).anySatisfy(line -> assertThat(line)
            .contains("no codes are issued", directory.resolve("registry.mv.db").toString(), "the disk is full"));
    }

    @Test
    void shouldKeepTheEmbeddedRegistryToItsOwner() throws Exception {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            fixture.open().code(PERSON).join();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("registry"))))
            .isEqualTo("rwx------");
        assertThat(directory.resolve("registry")).isDirectoryNotContaining("glob:**.trace.db");
    }

    @Test
    void shouldAnswerBusyAtOnceWhenTooManyWait() {
        final DeskSettings d = DeskSettings.embedded(directory);
        final DeskSettings short3 = new DeskSettings(d.url(), d.user(), d.password(), 2, 30, d.renewBefore(),
            RelationSettings.defaults(), 5, 3, 100);
        try (DeskFixture fixture = new DeskFixture(short3, directory)) {
            final RegistryDesk desk = fixture.open();
            final Gate gate = new Gate(desk);
            final List<CompletableFuture<IssuedCode>> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asked.add(desk.code(Residents.person(i)));
            }
            assertThat(problemOf(asked.get(3))).isEqualTo(Problem.BUSY);
            gate.open();
            asked.subList(0, 3).forEach(CompletableFuture::join);
        }
    }

    @Test
    void shouldServeWhoWaitsWhenItIsClosed() {
        try (DeskFixture fixture = new DeskFixture(TestDatabase.H2, directory)) {
            final RegistryDesk desk = fixture.open();
            final Gate gate = new Gate(desk);
            final CompletableFuture<IssuedCode> waiting = desk.code(PERSON);
            final CompletableFuture<Void> closing = CompletableFuture.runAsync(desk::close);
            await().atMost(LIMIT).until(() -> desk.person(PERSON.pseudonym()).isCompletedExceptionally());
            gate.open();
            closing.join();
            assertThat(waiting.join().holder()).isEqualTo(PERSON);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jdbc:mysql://localhost/registry", "jdbc:postgresql://host:port/x", "/var/lib/registry",
        "jdbc:h2:tcp://host/registry", "jdbc:h2:ssl://host/registry", "jdbc:h2:mem:registry",
        "jdbc:postgresql://bob:hidden@db.example/s", "jdbc:postgresql://bob:p/hidden@db.example/s",
        "jdbc:postgresql://db.example/s;password=hidden", "jdbc:h2:file:/a\nb/registry",
        "jdbc:h2:nioMapped:/registry", "jdbc:h2:file:/registry;WRITE_DELAY=500", "jdbc:h2:file:/registry;retention_time=0",
        "jdbc:h2:file:/registry;INIT=SET RETENTION_TIME 0"})
    void shouldRefuseUrlsThatCanNeverWork(final String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DeskFixture(DeskSettings.of(url, "u", "p"), directory).open())
            .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("hidden", "\n"));
    }

    /** A driver's message holds whatever stands in the place of host, port or user. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "08001|name of its host|java.net.UnknownHostException", "08001|takes no connection|java.net.ConnectException",
        "08001|does not answer|java.net.SocketTimeoutException", "28P01|user or password is refused|", "3D000|no such database|",
        "99999|refused the migration|"})
    void shouldPrintNoTextOfTheDriver(final String state, final String words, final String cause) throws Exception {
        final Throwable root = cause == null ? null
            : (Throwable) Class.forName(cause).getConstructor(String.class).newInstance("bob:hidden@db.example");
        final SQLException driver = new SQLException("FATAL: hidden, bob:hidden@db.example", state, root);
        final SQLException failure = new SQLException("the registry's tables cannot be made", Registry.NO_TABLES, driver);

        assertThat(RegistryFailure.describe(failure, "the registry at jdbc:postgresql://db.example/s"))
            .contains("the registry at jdbc:postgresql://db.example/s: ", words, state, "registry.password-file")
            .doesNotContain("hidden");
    }

    @Test
    void shouldKeepTheDriverFromLoggingPartsOfAUrl() {
        final List<String> logged = new ArrayList<>();
        final java.util.logging.Handler handler = new java.util.logging.Handler() {
            @Override
            public void publish(final java.util.logging.LogRecord log) {
                logged.add(log.getMessage());
            }

            @Override
            public void flush() {
                // nothing is kept
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        final java.util.logging.Logger all = java.util.logging.Logger.getLogger("");
        all.addHandler(handler);
        try {
            assertThat(RegistryKind.of("jdbc:postgresql:x")).isEqualTo(RegistryKind.POSTGRESQL);
            assertThatIllegalArgumentException().isThrownBy(
                () -> new DeskFixture(DeskSettings.of("jdbc:postgresql://host:hidden/x", "u", "p"), directory).open());
        } finally {
            all.removeHandler(handler);
        }
        assertThat(logged).isEmpty();
    }

    @Test
    void shouldNotShowThePassword() {
        assertThat(DeskSettings.of("jdbc:postgresql://host/registry?password=hidden", "user", "hidden")).asString()
            .doesNotContain("hidden");
    }

    private static IssuedCode awaitCode(final RegistryDesk desk) {
        return await().atMost(LIMIT).ignoreExceptions().until(() -> desk.code(PERSON).join(), code -> true);
    }

    private static int portOf(final DeskSettings settings) {
        return Integer.parseInt(settings.url().replaceAll(".*localhost:(\\d+)/.*", "$1"));
    }

    private static DeskSettings through(final TcpProxy proxy, final DeskSettings direct) {
        return DeskSettings.of(direct.url().replaceAll(":\\d+/", ":" + proxy.port() + "/"), direct.user(), direct.password());
    }
}
