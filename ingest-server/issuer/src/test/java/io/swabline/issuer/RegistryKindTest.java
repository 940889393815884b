package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryKindTest {
    @TempDir
    private Path directory;

    /** Whatever else would write could do so between two writes of the desk. */
    @Test
    void shouldHaveNoWriterOfItsOwn() throws Exception {
        final String url = RegistryKind.H2.complete("jdbc:h2:file:" + directory.resolve("registry"));
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(store(connection).getAutoCommitDelay()).isZero();
        }
    }

    /** Each text is in the file once more when it is replaced. */
    @Test
    void shouldUseSpaceAgain() throws Exception {
        final String url = RegistryKind.H2.complete("jdbc:h2:file:" + directory.resolve("registry") + ";RETENTION_TIME=0");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE code (number INT PRIMARY KEY, text VARCHAR)");
            statement.execute("INSERT INTO code SELECT x, RPAD('', 1000, 'x') FROM SYSTEM_RANGE(1, 1000)");
            final SplittableRandom random = new SplittableRandom(7);
            for (int i = 0; i < 2000; i++) {
                statement.execute("UPDATE code SET text = RPAD('', 1000, '" + i + "') WHERE number = " + random.nextInt(1000));
                RegistryKind.H2.tidy(connection);
                RegistryKind.H2.force(connection);
            }
        }
        assertThat(Files.size(directory.resolve("registry.mv.db"))).isLessThan(4 << 20);
    }

    /** Where old space is used again, and at once, the next chunk is not where the last one said. */
    @Test
    void shouldLeaveAFileInWhichTheLatestCommitIsFound() throws Exception {
        LossyDisk.register();
        final Path file = directory.resolve("registry.mv.db");
        final Path remains = Files.createDirectory(directory.resolve("remains"));
        final String url = RegistryKind.H2.complete("jdbc:h2:whole:lossy:" + directory.resolve("registry") + ";RETENTION_TIME=0");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE code (number INT PRIMARY KEY, text VARCHAR)");
            for (int number = 1; number <= 150; number++) {
                statement.execute("INSERT INTO code VALUES (" + number + ", RPAD('', " + number * 37 % 1000 + ", 'x'))");
                RegistryKind.H2.force(connection);
                LossyDisk.failPower(file, remains.resolve("registry.mv.db"), new SplittableRandom(7));
                assertThat(lastNumber(remains)).isEqualTo(number);
            }
        }
    }

    /** The chunk of a commit that nobody was answered for: its header and footer are on the disk, what is between is not. */
    @Test
    void shouldNotFindAChunkThatIsNotWhole() throws Exception {
        LossyDisk.register();
        final Path file = directory.resolve("registry.mv.db");
        final Path remains = Files.createDirectory(directory.resolve("remains"));
        final String url = RegistryKind.H2.complete("jdbc:h2:whole:lossy:" + directory.resolve("registry"));
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE code (number INT PRIMARY KEY, text VARCHAR)");
            for (int number = 1; number <= 50; number++) {
                statement.execute("INSERT INTO code VALUES (" + number + ", RPAD('', 5000, 'x'))");
                RegistryKind.H2.force(connection);
                statement.execute("INSERT INTO code VALUES (-" + number + ", RPAD('', 50000, 'x'))");
                statement.execute("CHECKPOINT");
                store(connection).executeFilestoreOperation(() -> { });
                LossyDisk.failPower(file, remains.resolve("registry.mv.db"),
                    (block, blocks) -> block == 0 || block == blocks - 1);
                assertThat(lastNumber(remains)).isEqualTo(number);
            }
        }
    }

    /** At every write, space being used again at once; the next process does nothing but look, and the one after it finds all. */
    @Test
    @Tag("slow")
    void shouldFindTheLatestCommitWheneverTheDiskStops() throws Exception {
        LossyDisk.register();
        final SplittableRandom random = new SplittableRandom(7);
        final Path file = directory.resolve("registry.mv.db");
        final List<Integer> forced = new ArrayList<>();
        final String url = "jdbc:h2:whole:lossy:" + directory.resolve("registry");
        try (Connection connection = DriverManager.getConnection(RegistryKind.H2.complete(url + ";RETENTION_TIME=0"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE code (number INT PRIMARY KEY, text VARCHAR)");
            final AtomicInteger last = new AtomicInteger();
            LossyDisk.before(file, () -> {
                final boolean isKill = forced.size() % 2 == 0;
                try {
                    LossyDisk.failPower(file, directory.resolve(forced.size() + ".mv.db"),
                        (block, blocks) -> isKill || random.nextBoolean());
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
                forced.add(last.get());
            });
            for (int number = 1; number <= 60; number++) {
                final int length = random.nextInt(number % 9 == 0 ? 30_000 : 900);
                statement.execute("INSERT INTO code VALUES (" + number + ", RPAD('', " + length + ", 'x'))");
                RegistryKind.H2.tidy(connection);
                RegistryKind.H2.force(connection);
                last.set(number);
            }
        }
        assertThat(forced).hasSizeGreaterThan(180);
        for (int i = forced.indexOf(1); i < forced.size(); i++) {
            final String remains = "jdbc:h2:file:" + directory.resolve(Integer.toString(i));
            for (int start = 0; start < 2; start++) {
                RegistryKind.H2.prepare(remains);
                assertThat(lastNumber(RegistryKind.H2.complete(remains))).as("stop %d, start %d", i, start)
                    .isBetween(forced.get(i), forced.get(i) + 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:/var/lib/registry, jdbc:h2:whole:/var/lib/registry", "jdbc:h2:/registry, jdbc:h2:whole:/registry",
        "jdbc:h2:~/registry, jdbc:h2:whole:~/registry", "jdbc:h2:./registry, jdbc:h2:whole:./registry",
        "jdbc:h2:whole:/registry, jdbc:h2:whole:/registry", "jdbc:h2:mem:registry, jdbc:h2:mem:registry",
        "jdbc:h2:nio:/registry, jdbc:h2:nio:/registry"
    })
    void shouldWriteFilesInWholeChunks(final String url, final String completed) {
        assertThat(RegistryKind.H2.complete(url)).startsWith(completed + ";");
    }

    private static int lastNumber(final Path remains) throws Exception {
        return lastNumber("jdbc:h2:file:" + remains.resolve("registry"));
    }

    private static int lastNumber(final String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT MAX(number) FROM code")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static MVStore store(final Connection connection) throws Exception {
        final SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase().getStore().getMvStore();
    }
}
