package io.swabline.issuer;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The databases that every promise of the registry is tested on; each test gets an empty one. */
enum TestDatabase {
    H2 {
        @Override
        DeskSettings empty(final Path directory) {
            return DeskSettings.embedded(directory);
        }
    },
    POSTGRESQL {
        @Override
        DeskSettings empty(final Path directory) {
            final String name = "registry" + COUNT.incrementAndGet();
            try (Connection connection = Server.get().getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (final SQLException e) {
                throw new IllegalStateException("no test database", e);
            }
            return DeskSettings.of("jdbc:postgresql://localhost:" + Server.get().getPort() + "/" + name, "postgres", "postgres");
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    abstract DeskSettings empty(Path directory);

    /** One server for all tests of a JVM, started when first needed; it ends with the JVM. */
    private static final class Server {
        private static final Object STARTED = start();

        private Server() {
        }

        private static EmbeddedPostgres get() {
            if (STARTED instanceof EmbeddedPostgres server) {
                return server;
            }
            return abort("PostgreSQL cannot be started on this machine: " + STARTED);
        }

        private static Object start() {
            try {
                return EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
            } catch (final IOException | RuntimeException | LinkageError e) {
                return e;
            }
        }
    }
}
