package io.swabline.issuer;

import java.sql.SQLException;

/** What the failure of a transaction asks for, told by its SQL state. */
enum RegistryFailure {
    /** Another server, or another group, was in the way: do it again. */
    CONFLICT,
    /** The database did not take a value: do the requests one by one. */
    REQUEST,
    /** The database cannot be had, or what it does is not known. */
    UNAVAILABLE;

    /** H2: "timeout trying to lock". */
    private static final String LOCK_TIMEOUT = "HYT00";
    /** H2: another transaction updated the same row. */
    private static final String CONCURRENT_UPDATE = "90131";

    static RegistryFailure of(final Throwable failure) {
        final SQLException sql = sqlCause(failure);
        if (sql == null) {
            return failure instanceof RuntimeException ? REQUEST : UNAVAILABLE;
        }
        final String state = sql.getSQLState() == null ? "" : sql.getSQLState();
        if (state.startsWith("40") || state.equals("23505") || state.equals(LOCK_TIMEOUT) || state.equals(CONCURRENT_UPDATE)) {
            return CONFLICT;
        }
        return state.startsWith("22") || state.startsWith("23") ? REQUEST : UNAVAILABLE;
    }

    /** For the log: a database's message may hold the values of a row, its state does not. */
    static String describe(final Throwable failure) {
        final SQLException sql = sqlCause(failure);
        if (sql == null) {
            return failure.getClass().getName();
        }
        if (Registry.NO_TABLES.equals(sql.getSQLState())) {
            final Throwable root = root(sql);
            return sql.getMessage() + ": " + root.getClass().getSimpleName() + ", " + oneLine(root.getMessage())
                + " (see registry.url, registry.user, registry.password-file)";
        }
        return sql.getClass().getSimpleName() + ", SQL state " + sql.getSQLState() + ", code " + sql.getErrorCode();
    }

    private static Throwable root(final Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String oneLine(final String message) {
        return message == null ? "no message" : message.strip().replaceAll("\\s+", " ");
    }

    /** A mistake of ours, to be logged with its trace; null for failures of the database. */
    static Throwable trace(final Throwable failure) {
        return sqlCause(failure) == null ? failure : null;
    }

    private static SQLException sqlCause(final Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
