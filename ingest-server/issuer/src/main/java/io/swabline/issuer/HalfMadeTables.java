package io.swabline.issuer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Tables of an H2 registry whose making was cut off. H2 commits each CREATE TABLE by itself, and Flyway notes that all are made
 * after the last: a process that ends before then leaves some, which the next one could not make again. Those of later migrations
 * it can.
 */
final class HalfMadeTables {
    /** Those of the first migration. */
    private static final List<String> TABLES = List.of("person", "code", "relation", "cutoff", "counter");
    private static final String HISTORY = "flyway_schema_history";

    private HalfMadeTables() {
    }

    /** Removes tables if nothing is noted as made, and none of a person's has a row. */
    static void remove(final RegistryKind kind, final DataSource database) throws SQLException {
        if (kind != RegistryKind.H2) {
            return;
        }
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            final boolean isNoted = isThere(statement, HISTORY)
                && hasRow(statement, '"' + HISTORY + "\" WHERE \"version\" IS NOT NULL AND \"success\"");
            if (isNoted) {
                forgetFailures(connection, statement);
                return;
            }
            for (final String table : TABLES) {
                if (!table.equals("counter") && isThere(statement, table) && hasRow(statement, table)) {
                    return;
                }
            }
            for (final String table : TABLES) {
                statement.execute("DROP TABLE IF EXISTS " + table);
            }
            statement.execute("DROP TABLE IF EXISTS \"" + HISTORY + '"');
            connection.commit();
        }
    }

    /**
     * Later migrations can be done again from any of their statements on; Flyway would not, where it noted that one failed,
     * as when the disk was full.
     */
    private static void forgetFailures(final Connection connection, final Statement statement) throws SQLException {
        statement.execute("DELETE FROM \"" + HISTORY + "\" WHERE NOT \"success\"");
        connection.commit();
    }

    private static boolean isThere(final Statement statement, final String table) throws SQLException {
        return hasRow(statement, "information_schema.tables WHERE table_schema = CURRENT_SCHEMA AND UPPER(table_name) = UPPER('"
            + table + "')");
    }

    private static boolean hasRow(final Statement statement, final String from) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM " + from + " LIMIT 1")) {
            return rows.next();
        }
    }
}
