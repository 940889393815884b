package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.PersonLink;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The registry's SQL of persons who are one; beside {@link RegistryTables}, in the same transaction. */
final class LinkTables {
    private static final String COLUMNS =
        "SELECT sequence, person, linked_to, canonical, stated_one, stated_other, linked_ms, caller FROM person_link WHERE ";
    /** Two queries, so that each uses an index of its own. */
    private static final String OF_PERSONS = COLUMNS + "person = ANY(:keys) UNION " + COLUMNS + "canonical = ANY(:keys)";

    private final Handle handle;

    LinkTables(final Handle handle) {
        this.handle = handle;
    }

    /** Takes what is read: the link, and the canonical person of its class. */
    @FunctionalInterface
    interface Reader {
        void read(StoredLink link, Pseudonym canonical);
    }

    /** The links of these persons to others, and of others to them. */
    void read(final Collection<Pseudonym> persons, final Reader reader) {
        RegistryTables.keyed(handle, OF_PERSONS, persons).map((row, context) -> {
            reader.read(link(row), RegistryTables.pseudonym(row, 4));
            return null;
        }).list();
    }

    private static StoredLink link(final ResultSet row) throws SQLException {
        return new StoredLink(row.getLong(1), RegistryTables.pseudonym(row, 2), RegistryTables.pseudonym(row, 3),
            RegistryTables.pseudonym(row, 5), RegistryTables.pseudonym(row, 6), row.getLong(7), row.getString(8));
    }

    /** Links after a sequence and up to another, in their order. */
    List<PersonLink> after(final long sequence, final long last, final int limit) {
        return handle.createQuery(COLUMNS + "sequence > :after AND sequence <= :last ORDER BY sequence LIMIT :limit")
            .bind("after", sequence).bind("last", last).bind("limit", limit).map((row, context) -> link(row).note()).list();
    }

    /** Links with this sequence or a later one. */
    long countFrom(final long sequence) {
        return handle.createQuery("SELECT COUNT(*) FROM person_link WHERE sequence >= :from").bind("from", sequence)
            .mapTo(Long.class).one();
    }

    /** Writes a link that has its sequence, and what of its person hangs on the canonical one from now on. */
    void write(final StoredLink link) {
        final byte[] from = link.person().bytes();
        final byte[] to = link.linkedTo().bytes();
        handle.createUpdate("UPDATE person_link SET canonical = :to WHERE canonical = :from")
            .bind("to", to).bind("from", from).execute();
        handle.createUpdate("""
            INSERT INTO person_link (sequence, person, linked_to, canonical, stated_one, stated_other, linked_ms, caller)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")
            .bind(0, link.sequence()).bind(1, from).bind(2, to).bind(3, to).bind(4, link.statedOne().bytes())
            .bind(5, link.statedOther().bytes()).bind(6, link.linkedMs()).bind(7, link.caller()).execute();
        handle.createUpdate("UPDATE application SET pseudonym = :to WHERE pseudonym = :from")
            .bind("to", to).bind("from", from).execute();
        final long ordinals = handle.createQuery("SELECT COALESCE(MAX(ordinal), 0) FROM application WHERE guardian = :to")
            .bind("to", to).mapTo(Long.class).one();
        handle.createUpdate("UPDATE application SET guardian = :to, ordinal = ordinal + :ordinals WHERE guardian = :from")
            .bind("to", to).bind("ordinals", ordinals).bind("from", from).execute();
    }
}
