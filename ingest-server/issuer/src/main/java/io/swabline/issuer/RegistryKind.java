package io.swabline.issuer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The databases that a registry may be in: how a commit gets to the disk, and how a lost database server is noticed. */
enum RegistryKind {
    /** Embedded, in a file. A commit is in memory until it is forced, by the thread that made it: H2 writes nothing itself. */
    H2("jdbc:h2:") {
        /**
         * H2 begins at the chunk that the header names or, where that one is not there, at the last of the file, though there
         * may be newer ones; its recovery mode searches the whole file for the newest.
         */
        @Override
        void prepare(final String url) {
            final String file = complete(url).substring(prefix().length()).replaceFirst(";.*", "") + ".mv.db";
            if (!url.toUpperCase(Locale.ROOT).contains(";CIPHER=") && FileUtils.exists(file)) {
                try {
                    final MVStore store = new MVStore.Builder().fileName(file).autoCommitDisabled().recoveryMode().open();
                    try {
                        H2FileHeader.nameLatest(store);
                    } finally {
                        store.closeImmediately();
                    }
                } catch (final MVStoreException | DbException e) {
                    LOG.debug("the registry's file is not recovered: its first use will say why", e);
                }
            }
        }

        @Override
        void force(final Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT");
                final MVStore store = store(connection);
                write(() -> store.executeFilestoreOperation(() -> H2FileHeader.write(store.getFileStore())));
                statement.execute("CHECKPOINT SYNC");
            }
        }

        @Override
        void tidy(final Connection connection) throws SQLException {
            final MVStore store = store(connection);
            write(() -> store.compact(TIDY_BELOW_PERCENT, TIDY_STEP_BYTES));
        }
    },
    /** A commit is on the disk when it is answered. */
    POSTGRESQL("jdbc:postgresql:") {
        @Override
        void prepare(final String url) {
            // done by the server
        }

        @Override
        void force(final Connection connection) {
            // done by the commit
        }

        @Override
        void tidy(final Connection connection) {
            // done by the server
        }
    };

    /** Of the file's pages in use. */
    private static final int TIDY_BELOW_PERCENT = 50;
    private static final int TIDY_STEP_BYTES = 4 << 20;
    /** A statement that takes longer has lost its server. */
    private static final String SOCKET_TIMEOUT_SECONDS = "10";
    private static final Logger LOG = LoggerFactory.getLogger(RegistryKind.class);

    /** It writes parts of URLs, passwords among them, to standard error. Held, for the level is lost with an unused logger. */
    private static final java.util.logging.Logger DRIVER_LOG = java.util.logging.Logger.getLogger("org.postgresql");

    static {
        DRIVER_LOG.setLevel(java.util.logging.Level.OFF);
        WholeChunkDisk.register();
    }

    private final String prefix;

    RegistryKind(final String prefix) {
        this.prefix = prefix;
    }

    static RegistryKind of(final String url) {
        return url.startsWith(H2.prefix) ? H2 : POSTGRESQL;
    }

    String prefix() {
        return prefix;
    }

    /** Before the first connection of this process: finds what an earlier one forced. */
    abstract void prepare(String url);

    /** Returns when whatever was committed before, by whomever in this process, is on the disk. */
    abstract void force(Connection connection) throws SQLException;

    /** Moves some of what is still needed out of space that could then be used again. Belongs before a force, now and then. */
    abstract void tidy(Connection connection) throws SQLException;

    private static MVStore store(final Connection connection) throws SQLException {
        if (!(connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session)) {
            throw new SQLFeatureNotSupportedException("the registry's file is open in another process", "0A000");
        }
        return session.getDatabase().getStore().getMvStore();
    }

    private static void write(final Runnable operation) throws SQLException {
        try {
            operation.run();
        } catch (final MVStoreException e) {
            throw new SQLException("the registry's file cannot be written", "58030", e);
        }
    }

    /**
     * The URL with what the registry needs of H2. It is closed by the desk and not by a hook while the desk works. It writes no
     * trace file, in which values would stand. Its file is on a {@link WholeChunkDisk}. It has no writer of its own: that one
     * writes a chunk while the next is being made, which then does not list it, and after a crash at that moment H2 finds the
     * next and not the one. And it is not made smaller at its end, which would go on when the desk has ended.
     */
    String complete(final String url) {
        if (this != H2) {
            return url;
        }
        final String given = url.toUpperCase(Locale.ROOT);
        return url.replaceFirst("^jdbc:h2:(file:|(?=[/~.]))", prefix + WholeChunkDisk.SCHEME + ":")
            + (given.contains(";DB_CLOSE_ON_EXIT=") ? "" : ";DB_CLOSE_ON_EXIT=FALSE")
            + (given.contains(";TRACE_LEVEL_FILE=") ? "" : ";TRACE_LEVEL_FILE=0")
            + ";WRITE_DELAY=0;MAX_COMPACT_TIME=0";
    }

    Properties driverProperties(final String url) {
        final Properties properties = new Properties();
        if (this == POSTGRESQL) {
            putUnlessGiven(properties, url, "socketTimeout", SOCKET_TIMEOUT_SECONDS);
            putUnlessGiven(properties, url, "connectTimeout", "2");
            putUnlessGiven(properties, url, "reWriteBatchedInserts", "true");
            putUnlessGiven(properties, url, "ApplicationName", "swabline");
        }
        return properties;
    }

    private static void putUnlessGiven(final Properties properties, final String url, final String name, final String value) {
        if (!url.contains(name + "=")) {
            properties.setProperty(name, value);
        }
    }
}
