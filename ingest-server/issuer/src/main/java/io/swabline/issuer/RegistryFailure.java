package io.swabline.issuer;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;

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

    /**
     * For the log: what failed, at which file or server, and what helps. A database's message may hold the values of a row, its
     * state does not; the system's own word for a failed file holds none.
     *
     * @param place the registry's file or server
     */
    static String describe(final Throwable failure, final String place) {
        final IOException file = ioCause(failure);
        return place + ": " + (file == null ? describe(failure) : describe(file));
    }

    private static String describe(final IOException file) {
        final String said = file instanceof FileSystemException system && system.getReason() != null
            ? system.getReason() : String.valueOf(file.getMessage());
        if (said.contains("No space left on device") || said.contains("Disk quota exceeded")) {
            return "the disk is full (" + said + "): make room; codes are issued again by themselves then";
        }
        if (file instanceof AccessDeniedException || said.contains("Permission denied")
            || said.contains("Operation not permitted")) {
            return "this user may not read or write it (" + oneLine(said) + "): give it to the user that runs the server, mode"
                + " 600; codes are issued again by themselves then";
        }
        if (said.contains("Read-only file system")) {
            return "its file system is read-only (" + said + "): look for the disk's errors in the kernel log, mount it writable;"
                + " codes are issued again by themselves then";
        }
        if (said.contains("Input/output error")) {
            return "the disk failed (" + said + "): look for its errors in the kernel log. This does not heal by itself: once the"
                + " disk is sound, reboot or mount it anew, then start the server again";
        }
        return "cannot be read or written (" + file.getClass().getSimpleName() + ", " + oneLine(said)
            + "): check the disk and the path";
    }

    private static IOException ioCause(final Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            final boolean isOfNetwork = cause instanceof SocketException || cause instanceof SocketTimeoutException
                || cause instanceof UnknownHostException || cause instanceof EOFException;
            if (cause instanceof IOException io && !isOfNetwork) {
                return io;
            }
        }
        return null;
    }

    private static String describe(final Throwable failure) {
        final SQLException sql = sqlCause(failure);
        if (sql == null) {
            return failure.getClass().getName();
        }
        if (Registry.NO_TABLES.equals(sql.getSQLState())) {
            return sql.getMessage() + ": " + noTables(sql) + " (see registry.url, registry.user, registry.password-file)";
        }
        return sql.getClass().getSimpleName() + ", SQL state " + sql.getSQLState() + ", code " + sql.getErrorCode();
    }

    /** In words of ours: a driver's message may hold any part of the URL, whose password may be in the wrong place. */
    private static String noTables(final SQLException failure) {
        final Throwable root = root(failure);
        if (root instanceof FlywayException migration) {
            return oneLine(migration.getMessage());
        }
        String state = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            state = cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : state;
        }
        return words(root, state) + " (" + root.getClass().getSimpleName() + ", SQL state " + state + ")";
    }

    private static String words(final Throwable root, final String state) {
        if (root instanceof UnknownHostException) {
            return "the name of its host is not known";
        }
        if (root instanceof SocketTimeoutException) {
            return "its host does not answer in time";
        }
        if (root instanceof SocketException) {
            return "its host takes no connection there, or ended it";
        }
        return switch (state.length() < 2 ? state : state.substring(0, 2)) {
            case "28" -> "user or password is refused";
            case "3D" -> "there is no such database";
            case "53" -> "it has no more connections or memory to give";
            case "57" -> "it is starting or stopping";
            case "42" -> "this user may not make tables in it, or they are others than expected";
            case "08" -> "no connection can be made: check host, port and TLS";
            default -> switch (state) {
                case "90020" -> "its file is open in another process";
                case "90030", "90048" -> "its file is damaged or of another version: restore it from a backup";
                default -> "it refused the migration";
            };
        };
    }

    private static Throwable root(final Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String oneLine(final String message) {
        return message == null ? "no message" : JdbcText.masked(message).strip().replaceAll("\\s+", " ");
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
