package io.swabline.issuer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** The databases that a registry may be in: how a commit gets to the disk, and how a lost database server is noticed. */
enum RegistryKind {
    /** Embedded, in a file. A commit is in memory only until it is forced. */
    H2("jdbc:h2:") {
        /**
         * CHECKPOINT takes everything committed that H2's background writer has not taken yet. What that one took may still be
         * in a queue, and neither CHECKPOINT nor CHECKPOINT SYNC waits for it: the second must not come before it is written, and
         * before the header says where it is.
         */
        @Override
        void force(final Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT");
                awaitWrites(connection);
                statement.execute("CHECKPOINT SYNC");
            }
        }
    },
    /** A commit is on the disk when it is answered. */
    POSTGRESQL("jdbc:postgresql:") {
        @Override
        void force(final Connection connection) {
            // done by the commit
        }
    };

    /** A statement that takes longer has lost its server. */
    private static final String SOCKET_TIMEOUT_SECONDS = "10";

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

    /** Returns when whatever was committed before, by whomever in this process, is on the disk. */
    abstract void force(Connection connection) throws SQLException;

    private static void awaitWrites(final Connection connection) throws SQLException {
        if (!(connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session)) {
            throw new SQLFeatureNotSupportedException("the registry's file is open in another process", "0A000");
        }
        final MVStore store = session.getDatabase().getStore().getMvStore();
        if (store.isPersistent()) {
            try {
                // done when the queues of the writing threads are empty
                store.executeFilestoreOperation(() -> H2FileHeader.write(store.getFileStore()));
            } catch (final MVStoreException e) {
                throw new SQLException("the registry's file cannot be written", "58030", e);
            }
        }
    }

    /**
     * The URL with what the registry needs of H2, where the operator did not choose: it is closed by the desk and not by a hook
     * while the desk works, and it writes no trace file, in which values would stand.
     */
    String complete(final String url) {
        if (this != H2) {
            return url;
        }
        final String given = url.toUpperCase(Locale.ROOT);
        return url
            + (given.contains(";DB_CLOSE_ON_EXIT=") ? "" : ";DB_CLOSE_ON_EXIT=FALSE")
            + (given.contains(";TRACE_LEVEL_FILE=") ? "" : ";TRACE_LEVEL_FILE=0");
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
