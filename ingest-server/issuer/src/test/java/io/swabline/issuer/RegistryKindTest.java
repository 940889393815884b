package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryKindTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** H2's own writer, here a quick one, is first, and its disk is slow. */
    @Test
    void shouldForceWhatTheDatabaseIsWritingByItself() throws Exception {
        LossyDisk.register();
        final Path file = directory.resolve("registry.mv.db");
        final Path remains = Files.createDirectory(directory.resolve("remains"));
        final String url = RegistryKind.H2.complete("jdbc:h2:lossy:" + directory.resolve("registry") + ";WRITE_DELAY=1");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE code (number INT PRIMARY KEY)");
            RegistryKind.H2.force(connection);
            LossyDisk.hold(file, true);
            try {
                statement.execute("INSERT INTO code VALUES (7)");
                await().atMost(LIMIT).until(() -> LossyDisk.isWaiting(file) && !store(connection).hasUnsavedChanges());
                CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(() -> LossyDisk.hold(file, false));
                RegistryKind.H2.force(connection);
                LossyDisk.failPower(file, remains.resolve("registry.mv.db"), new SplittableRandom(7));
            } finally {
                LossyDisk.hold(file, false);
            }
        }
        assertThat(lastNumber(remains)).isEqualTo(7);
    }

    /** Where old space is used again, and at once, the next chunk is not where the last one said. */
    @Test
    void shouldLeaveAFileInWhichTheLatestCommitIsFound() throws Exception {
        LossyDisk.register();
        final Path file = directory.resolve("registry.mv.db");
        final Path remains = Files.createDirectory(directory.resolve("remains"));
        final String url = RegistryKind.H2.complete("jdbc:h2:lossy:" + directory.resolve("registry") + ";RETENTION_TIME=0");
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

    private static int lastNumber(final Path remains) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + remains.resolve("registry"));
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
