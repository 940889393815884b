package io.swabline.issuer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The columns of a relation, in the orders in which {@link RegistryTables} reads and writes them. */
final class RelationRow {
    private static final int BOUND = 17;

    private RelationRow() {
    }

    static StoredRelation read(final ResultSet row) throws SQLException {
        final Standing standing = new Standing(
            RelationState.valueOf(row.getString(11)), Instant.ofEpochMilli(row.getLong(12)),
            choice(Kinship.class, row.getString(10)), grant(row), closing(row));
        return new StoredRelation(RegistryTables.pseudonym(row, 2), row.getString(3), row.getLong(4), new Relative(
            row.getString(1),
            new Person(RegistryTables.pseudonym(row, 5), row.getString(6), row.getObject(7, LocalDate.class)),
            Residence.valueOf(row.getString(8)), choice(Reason.class, row.getString(9)), standing),
            new DayCount(row.getLong(20), row.getInt(21)), row.getString(22));
    }

    private static Standing.Grant grant(final ResultSet row) throws SQLException {
        final GrantedBy by = choice(GrantedBy.class, row.getString(13));
        return by == null ? null
            : new Standing.Grant(by, Instant.ofEpochMilli(row.getLong(14)), row.getBoolean(15), row.getString(16));
    }

    private static Standing.Closing closing(final ResultSet row) throws SQLException {
        final ClosedBy by = choice(ClosedBy.class, row.getString(17));
        return by == null ? null : new Standing.Closing(by, Instant.ofEpochMilli(row.getLong(18)), row.getString(19));
    }

    private static <T extends Enum<T>> T choice(final Class<T> choices, final String name) {
        return name == null ? null : Enum.valueOf(choices, name);
    }

    private static String name(final Enum<?> choice) {
        return choice == null ? null : choice.name();
    }

    /** What may change of a relation, from the first column on; the column after. */
    static int bind(final PreparedBatch batch, final StoredRelation relation) {
        final Relative relative = relation.relative();
        final Standing standing = relation.standing();
        final Standing.Grant grant = standing.grant();
        final Standing.Closing closing = standing.closing();
        batch.bind(0, relative.person().maskedName()).bind(1, relative.residence().name()).bind(2, name(relative.reason()))
            .bind(3, name(standing.kinship())).bind(4, standing.state().name())
            .bind(5, closing == null ? Boolean.TRUE : null).bind(6, standing.appliedAt().toEpochMilli())
            .bind(7, grant == null ? null : grant.by().name()).bind(8, grant == null ? null : (Long) grant.at().toEpochMilli())
            .bind(9, grant != null && grant.mayReissue()).bind(10, grant == null ? null : grant.caller())
            .bind(11, closing == null ? null : closing.by().name())
            .bind(12, closing == null ? null : (Long) closing.at().toEpochMilli())
            .bind(13, closing == null ? null : closing.caller())
            .bind(14, relation.reissues().day()).bind(15, relation.reissues().count())
            .bind(16, relative.person().birthDate());
        return BOUND;
    }
}
