package io.swabline.issuer;

import java.util.Locale;
import java.util.Properties;

/** The databases that a registry may be in: how a commit gets to the disk, and how a lost database server is noticed. */
enum RegistryKind {
    /** Embedded, in a file. A commit is in memory only until CHECKPOINT SYNC writes and forces it. */
    H2("jdbc:h2:", "CHECKPOINT SYNC"),
    /** A commit is on the disk when it is answered. */
    POSTGRESQL("jdbc:postgresql:", null);

    /** A statement that takes longer has lost its server. */
    private static final String SOCKET_TIMEOUT_SECONDS = "10";

    private final String prefix;
    private final String force;

    RegistryKind(final String prefix, final String force) {
        this.prefix = prefix;
        this.force = force;
    }

    static RegistryKind of(final String url) {
        return url.startsWith(H2.prefix) ? H2 : POSTGRESQL;
    }

    String prefix() {
        return prefix;
    }

    /** The statement that makes what was committed last; null if the commit itself does. */
    String force() {
        return force;
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
