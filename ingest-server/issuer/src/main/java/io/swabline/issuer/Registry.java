package io.swabline.issuer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry database: its pool of connections, its tables, and how a commit gets to the disk. The desk's thread works with
 * it. Opening does not connect: the database is first needed, and its tables made or brought up to date, by
 * {@link #transaction}. A connection on which the database failed is thrown away, so that the next call starts afresh.
 */
final class Registry implements AutoCloseable {
    /** SQL state of a registry whose tables are not those of this version. */
    static final String NO_TABLES = "08S42";

    private static final String MIGRATIONS = "classpath:io/swabline/issuer/db";
    /** Tables are made on one connection while another one holds a lock. */
    private static final int CONNECTIONS_MIN = 2;
    /** A pool that gives no connection for so long has none to give. */
    private static final long CONNECTION_TIMEOUT_MS = 2_000;

    /** Keeps a file about as small as H2's own tidying would. */
    private static final int FORCES_PER_TIDYING = 32;

    /** H2 does not keep two migrations apart that begin at once; PostgreSQL does, also across servers. */
    private static final Object MIGRATION = new Object();
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final RegistryKind kind;
    private final String place;
    /** See {@link #database}. */
    private final Path database;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private boolean hasTables;
    /** Whether there may be a commit that is not yet on the disk. */
    private boolean isUnforced = true;
    private long forces;

    private Registry(final RegistryKind kind, final String place, final HikariDataSource pool, final Path database) {
        this.database = database;
        this.kind = kind;
        this.place = place;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    static Registry open(final DeskSettings settings) {
        final RegistryKind kind = RegistryKind.of(settings.url());
        final HikariConfig config = new HikariConfig();
        config.setPoolName("registry");
        config.setJdbcUrl(kind.complete(settings.url()));
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setDataSourceProperties(kind.driverProperties(settings.url()));
        config.setMaximumPoolSize(Math.max(CONNECTIONS_MIN, settings.poolSize()));
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setInitializationFailTimeout(-1);
        if (kind == RegistryKind.H2) {
            // The last connection's end would close the database.
            config.setMaxLifetime(0);
            config.setMinimumIdle(1);
            makeDirectory(database(settings.url()));
        }
        kind.prepare(settings.url());
        try {
            return new Registry(kind, place(settings.url()), new HikariDataSource(config), database(settings.url()));
        } catch (final RuntimeException e) {
            throw new IllegalArgumentException("the registry's URL is not one that its driver takes: " + settings, e);
        }
    }

    /** For messages: the file of an embedded registry, else the server and its database. */
    String place() {
        return place;
    }

    private static String place(final String url) {
        final String bare = url.replaceFirst("[?;].*", "");
        final String path = bare.replaceFirst("^([a-z0-9]+:)+", "");
        return url.startsWith(RegistryKind.H2.prefix()) ? "the registry's file " + path + ".mv.db"
            : "the registry at " + JdbcText.masked(bare);
    }

    /** What is done in one transaction; gives what it wrote, null if nothing. */
    @FunctionalInterface
    interface Work<T> {
        List<T> in(RegistryTables tables) throws SQLException;
    }

    /**
     * Does the work, commits what it wrote, and returns when it is on the disk. Where that is known to have failed, or is not
     * known, it throws what the database threw.
     *
     * @return what the work wrote; an empty list for a work that wrote nothing
     */
    <T> List<T> transaction(final Work<T> work) throws SQLException {
        makeTables();
        try (Handle handle = jdbi.open()) {
            return transaction(work, handle);
        }
    }

    private <T> List<T> transaction(final Work<T> work, final Handle handle) throws SQLException {
        final Connection connection = handle.getConnection();
        try {
            final List<T> written = work.in(new RegistryTables(handle));
            if (written == null) {
                connection.rollback();
            } else {
                isUnforced = true;
                connection.commit();
            }
            force(connection);
            return written == null ? List.of() : written;
        } catch (final SQLException | RuntimeException e) {
            // What is left of the transaction is rolled back when the connection goes back to the pool.
            if (RegistryFailure.of(e) == RegistryFailure.UNAVAILABLE) {
                pool.evictConnection(connection);
            }
            throw e;
        }
    }

    /** Also before the first answer: what an earlier process committed may not be on the disk yet. */
    private void force(final Connection connection) throws SQLException {
        if (isUnforced) {
            if (forces++ % FORCES_PER_TIDYING == 0) {
                kind.tidy(connection);
            }
            kind.force(connection);
        }
        isUnforced = false;
    }

    private void makeTables() throws SQLException {
        if (hasTables) {
            return;
        }
        synchronized (MIGRATION) {
            try {
                HalfMadeTables.remove(kind, pool);
                Flyway.configure().dataSource(pool).locations(MIGRATIONS).load().migrate();
            } catch (final FlywayException e) {
                throw new SQLException("the registry's tables cannot be made or brought up to date", NO_TABLES, e);
            }
        }
        tightenFiles();
        hasTables = true;
    }

    /** What the names of an embedded database's files begin with; null if it is none. */
    private static Path database(final String url) {
        final String file = url.startsWith(RegistryKind.H2.prefix())
            ? url.replaceFirst(";.*", "").substring(RegistryKind.H2.prefix().length()) : "";
        return file.startsWith("file:") ? Path.of(file.substring("file:".length())).toAbsolutePath() : null;
    }

    /** The registry holds masked names and whole codes: it is the owner's alone. */
    private static void makeDirectory(final Path database) {
        try {
            if (database != null) {
                OwnerOnlyFile.makeDirectoryOf(database);
            }
        } catch (final IOException e) {
            LOG.warn("the registry's directory {} cannot be made: {}", database.getParent(), e.toString());
        }
    }

    /** The database makes its files as the umask allows. */
    private void tightenFiles() {
        if (database == null) {
            return;
        }
        try (Stream<Path> files = Files.list(database.getParent())) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                if (file.getFileName().toString().startsWith(database.getFileName() + ".")) {
                    OwnerOnlyFile.tightenOne(file);
                }
            }
        } catch (final IOException e) {
            LOG.warn("the registry's files {}.* may be open to other accounts ({}): run 'chmod go= {}.*'", database, e.toString(),
                database);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
