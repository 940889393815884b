package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.RegistryNote;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/**
 * The registry's SQL: everything that is read and written, many rows a statement, in one transaction. Every value is bound,
 * none is spelled into a statement. Rows are written in the order given: the unit of work sorts them, so that servers sharing a
 * registry wait for each other in one order only.
 */
final class RegistryTables {
    private static final String RELATIONS = """
        SELECT a.id, a.guardian, g.masked_name, a.ordinal, a.pseudonym, a.stated_name, a.birth_date, a.residence, a.reason,
            a.kinship, a.state, a.applied_ms, a.granted_by, a.granted_ms, a.may_reissue, a.grant_caller, a.closed_by, a.closed_ms,
            a.close_caller, a.reissue_day, a.reissues, l.label
        FROM application a JOIN person g ON g.pseudonym = a.guardian LEFT JOIN label l ON l.id = a.id
        WHERE\s""";
    private static final String OF_GUARDIANS = RELATIONS + "a.guardian = ANY(:keys) AND (a.is_open OR a.closed_ms > :since)";
    private static final String OF_PERSONS = RELATIONS + "a.pseudonym = ANY(:keys)";
    private static final String RESIDENTS = """
        SELECT p.pseudonym, p.masked_name, p.birth_date, p.revision, p.last_issue_number, p.reissue_day, p.reissues,
            c.application_day, c.applications, c.code_hash, c.code_until_ms, c.code_tries, c.consent_only
        FROM person p LEFT JOIN consent c ON c.pseudonym = p.pseudonym WHERE p.pseudonym = ANY(:keys)""";
    private static final String OUTSTANDING = """
        SELECT pseudonym, issue_number, for_relative, code, short_hash FROM code
        WHERE pseudonym = ANY(:keys) AND superseded_ms IS NULL AND valid_until > :now ORDER BY pseudonym, issue_number""";
    private static final String CUTOFFS = """
        SELECT sequence, since_ms, valid_until, pseudonym, issue_number, short_hash FROM cutoff
        WHERE sequence > :after AND sequence <= :last ORDER BY sequence LIMIT :limit""";

    private final Handle handle;
    private final LinkTables links;

    RegistryTables(final Handle handle) {
        this.handle = handle;
        this.links = new LinkTables(handle);
    }

    /** Those that are open, and those that were closed after that time. */
    List<StoredRelation> relationsOfGuardians(final Collection<Pseudonym> guardians, final long sinceMs) {
        return keyed(OF_GUARDIANS, guardians).bind("since", sinceMs).map((row, context) -> RelationRow.read(row)).list();
    }

    List<StoredRelation> relationsOfPersons(final Collection<Pseudonym> persons) {
        return keyed(OF_PERSONS, persons).map((row, context) -> RelationRow.read(row)).list();
    }

    List<Resident> residents(final Collection<Pseudonym> persons) {
        return keyed(RESIDENTS, persons).map((row, context) -> {
            final byte[] consent = row.getBytes(10);
            return Resident.stored(
                new Person(pseudonym(row, 1), row.getString(2), row.getObject(3, LocalDate.class)),
                row.getLong(4), row.getLong(5), new DayCount(row.getLong(6), row.getInt(7)),
                new DayCount(row.getLong(8), row.getInt(9)),
                consent == null ? null : new StoredConsent(consent, row.getLong(11), row.getInt(12)), row.getBoolean(13));
        }).list();
    }

    List<StoredCode> outstanding(final Collection<Pseudonym> persons, final long nowSeconds) {
        return keyed(OUTSTANDING, persons).bind("now", nowSeconds).map((row, context) -> new StoredCode(
            pseudonym(row, 1), row.getLong(2), row.getBoolean(3), SamplingCode.of(row.getBytes(4)), row.getLong(5))).list();
    }

    LinkTables links() {
        return links;
    }

    /**
     * Cut-offs and links after a sequence, in their order. Up to the last number that was given when this began: what others
     * commit between the two reads has a later one, and must not hide what lies before it.
     */
    List<RegistryNote> notesAfter(final long sequence, final int limit) {
        final long last = lastSequence();
        return Stream.<RegistryNote>concat(
            cutoffsAfter(sequence, last, limit).stream(), links.after(sequence, last, limit).stream())
            .sorted(Comparator.comparingLong(RegistryNote::sequence)).limit(limit).toList();
    }

    private long lastSequence() {
        return handle.createQuery("SELECT cutoffs FROM counter").mapTo(Long.class).one();
    }

    private List<Cutoff> cutoffsAfter(final long sequence, final long last, final int limit) {
        return handle.createQuery(CUTOFFS).bind("after", sequence).bind("last", last).bind("limit", limit)
            .map((row, context) -> new Cutoff(
                row.getLong(1), row.getLong(2), row.getLong(3), pseudonym(row, 4), row.getLong(5), row.getLong(6))).list();
    }

    /** {@link SQLTransactionRollbackException} if one of them was changed by another server since it was read. */
    void update(final List<Resident> residents) throws SQLException {
        try (PreparedBatch batch = handle.prepareBatch("""
            UPDATE person SET masked_name = ?, birth_date = ?, last_issue_number = ?, reissue_day = ?, reissues = ?,
                revision = revision + 1
            WHERE pseudonym = ? AND revision = ?""")) {
            for (final Resident resident : residents) {
                batch.bind(0, resident.person().maskedName()).bind(1, resident.person().birthDate())
                    .bind(2, resident.lastIssueNumber()).bind(3, resident.reissues().day())
                    .bind(4, resident.reissues().count()).bind(5, resident.person().pseudonym().bytes())
                    .bind(6, resident.revision()).add();
            }
            requireEach(execute(batch));
        }
    }

    private static void requireEach(final int[] counts) throws SQLException {
        for (final int count : counts) {
            if (count == 0) {
                throw new SQLTransactionRollbackException("changed by another server", "40001");
            }
        }
    }

    void insert(final List<Resident> residents) {
        try (PreparedBatch batch = handle.prepareBatch("""
            INSERT INTO person (pseudonym, masked_name, birth_date, last_issue_number, reissue_day, reissues, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?)""")) {
            for (final Resident resident : residents) {
                batch.bind(0, resident.person().pseudonym().bytes()).bind(1, resident.person().maskedName())
                    .bind(2, resident.person().birthDate()).bind(3, resident.lastIssueNumber())
                    .bind(4, resident.reissues().day()).bind(5, resident.reissues().count())
                    .bind(6, resident.revision()).add();
            }
            execute(batch);
        }
    }

    /** After the people themselves are written, which keeps other servers from these rows until the transaction ends. */
    void replaceConsents(final List<Resident> residents) {
        try (PreparedBatch old = handle.prepareBatch("DELETE FROM consent WHERE pseudonym = ?");
            PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO consent (pseudonym, application_day, applications, consent_only, code_hash, code_until_ms, code_tries)
                VALUES (?, ?, ?, ?, ?, ?, ?)""")) {
            for (final Resident resident : residents) {
                final byte[] pseudonym = resident.person().pseudonym().bytes();
                final StoredConsent consent = resident.consent();
                old.bind(0, pseudonym).add();
                batch.bind(0, pseudonym).bind(1, resident.applications().day()).bind(2, resident.applications().count())
                    .bind(3, resident.isConsentOnly()).bind(4, consent == null ? null : consent.hash())
                    .bind(5, consent == null ? 0 : consent.untilMs()).bind(6, consent == null ? 0 : consent.tries()).add();
            }
            execute(old);
            execute(batch);
        }
    }

    void insertCodes(final Collection<StoredCode> codes) {
        try (PreparedBatch batch = handle.prepareBatch("""
            INSERT INTO code (pseudonym, issue_number, for_relative, key_id, issued_at, valid_until, code, short_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (final StoredCode stored : codes) {
                final SamplingCode code = stored.code();
                batch.bind(0, stored.holder().bytes()).bind(1, stored.issueNumber()).bind(2, stored.forRelative())
                    .bind(3, code.keyId()).bind(4, code.issuedAtEpochSeconds()).bind(5, code.expiresAtEpochSeconds())
                    .bind(6, code.bytes()).bind(7, stored.shortHash()).add();
            }
            execute(batch);
        }
    }

    void supersede(final List<StoredCode> codes, final long nowMs) {
        try (PreparedBatch batch = handle.prepareBatch(
            "UPDATE code SET superseded_ms = ? WHERE pseudonym = ? AND issue_number = ?")) {
            for (final StoredCode code : codes) {
                batch.bind(0, nowMs).bind(1, code.holder().bytes()).bind(2, code.issueNumber()).add();
            }
            execute(batch);
        }
    }

    void deleteCodes(final Collection<Pseudonym> holders, final long expiredBefore) {
        try (PreparedBatch batch = handle.prepareBatch("DELETE FROM code WHERE pseudonym = ? AND valid_until < ?")) {
            for (final Pseudonym holder : holders) {
                batch.bind(0, holder.bytes()).bind(1, expiredBefore).add();
            }
            execute(batch);
        }
    }

    void insertRelations(final Collection<StoredRelation> relations) {
        try (PreparedBatch batch = handle.prepareBatch("""
            INSERT INTO application (stated_name, residence, reason, kinship, state, is_open, applied_ms, granted_by, granted_ms,
                may_reissue, grant_caller, closed_by, closed_ms, close_caller, reissue_day, reissues, birth_date, id, guardian,
                ordinal, pseudonym)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (final StoredRelation relation : relations) {
                final int next = RelationRow.bind(batch, relation);
                batch.bind(next, relation.id()).bind(next + 1, relation.guardian().bytes()).bind(next + 2, relation.ordinal())
                    .bind(next + 3, relation.person().bytes()).add();
            }
            execute(batch);
        }
    }

    /** {@link SQLTransactionRollbackException} if one of them was decided by another server since it was read. */
    void updateRelations(final List<StoredRelation> read, final List<StoredRelation> changed) throws SQLException {
        try (PreparedBatch batch = handle.prepareBatch("""
            UPDATE application SET stated_name = ?, residence = ?, reason = ?, kinship = ?, state = ?, is_open = ?,
                applied_ms = ?, granted_by = ?, granted_ms = ?, may_reissue = ?, grant_caller = ?, closed_by = ?,
                closed_ms = ?, close_caller = ?, reissue_day = ?, reissues = ?, birth_date = ?
            WHERE id = ? AND state = ?""")) {
            for (int i = 0; i < changed.size(); i++) {
                final int next = RelationRow.bind(batch, changed.get(i));
                batch.bind(next, read.get(i).id()).bind(next + 1, read.get(i).standing().state().name()).add();
            }
            requireEach(execute(batch));
        }
    }

    void deleteRelations(final Collection<StoredRelation> relations) {
        deleteLabels(relations);
        try (PreparedBatch batch = handle.prepareBatch("DELETE FROM application WHERE id = ? AND state = ?")) {
            relations.forEach(relation -> batch.bind(0, relation.id()).bind(1, relation.standing().state().name()).add());
            execute(batch);
        }
    }

    /** After the relations themselves, and their guardians, are written. */
    void replaceLabels(final Collection<StoredRelation> relations) {
        deleteLabels(relations);
        try (PreparedBatch batch = handle.prepareBatch("INSERT INTO label (id, label) VALUES (?, ?)")) {
            relations.stream().filter(relation -> relation.label() != null)
                .forEach(relation -> batch.bind(0, relation.id()).bind(1, relation.label()).add());
            execute(batch);
        }
    }

    private void deleteLabels(final Collection<StoredRelation> relations) {
        try (PreparedBatch batch = handle.prepareBatch("DELETE FROM label WHERE id = ?")) {
            relations.forEach(relation -> batch.bind(0, relation.id()).add());
            execute(batch);
        }
    }

    /** Null if there is none, or an older one. */
    Retries.Stored retry(final Pseudonym person, final RetryKey key, final long sinceMs) {
        return handle.createQuery("SELECT request, made_ms FROM retry WHERE pseudonym = ? AND retry_key = ? AND made_ms >= ?")
            .bind(0, person.bytes()).bind(1, key.hash()).bind(2, sinceMs)
            .map((row, context) -> new Retries.Stored(person, key, row.getString(1), row.getLong(2))).findOne().orElse(null);
    }

    /** After the people who asked are written; forgets what they asked before. */
    void insertRetries(final Collection<Retries.Stored> retries, final long forgetBeforeMs) {
        try (PreparedBatch old = handle.prepareBatch("DELETE FROM retry WHERE pseudonym = ? AND made_ms < ?");
            PreparedBatch batch =
                handle.prepareBatch("INSERT INTO retry (pseudonym, retry_key, request, made_ms) VALUES (?, ?, ?, ?)")) {
            for (final Retries.Stored retry : retries) {
                old.bind(0, retry.person().bytes()).bind(1, forgetBeforeMs).add();
                batch.bind(0, retry.person().bytes()).bind(1, retry.key().hash()).bind(2, retry.request())
                    .bind(3, retry.madeMs()).add();
            }
            execute(old);
            execute(batch);
        }
    }

    /** Takes the next numbers of cut-offs; the last of them. Who else wants some waits for this transaction's end. */
    long takeSequences(final int count) {
        handle.createUpdate("UPDATE counter SET cutoffs = cutoffs + ?").bind(0, count).execute();
        return lastSequence();
    }

    /** Forgets the oldest cut-offs that ended before, some at a time; how many are left. */
    long forgetCutoffs(final long endedBefore, final int limit) {
        final long last = lastSequence();
        final List<Cutoff> oldest = cutoffsAfter(0, last, limit);
        long first = oldest.isEmpty() ? last + 1 : oldest.get(0).sequence();
        for (final Cutoff cutoff : oldest) {
            if (cutoff.validUntilSeconds() >= endedBefore) {
                break;
            }
            first = cutoff.sequence() + 1;
        }
        handle.createUpdate("DELETE FROM cutoff WHERE sequence < ?").bind(0, first).execute();
        return last - first + 1 - links.countFrom(first);
    }

    void insertCutoffs(final Collection<Cutoff> cutoffs) {
        try (PreparedBatch batch = handle.prepareBatch("""
            INSERT INTO cutoff (sequence, since_ms, valid_until, pseudonym, issue_number, short_hash)
            VALUES (?, ?, ?, ?, ?, ?)""")) {
            for (final Cutoff cutoff : cutoffs) {
                batch.bind(0, cutoff.sequence()).bind(1, cutoff.sinceMs()).bind(2, cutoff.validUntilSeconds())
                    .bind(3, cutoff.person().bytes()).bind(4, cutoff.issueNumber()).bind(5, cutoff.shortHash()).add();
            }
            execute(batch);
        }
    }

    private static int[] execute(final PreparedBatch batch) {
        return batch.size() == 0 ? new int[0] : batch.execute();
    }

    private Query keyed(final String sql, final Collection<Pseudonym> keys) {
        return keyed(handle, sql, keys);
    }

    static Query keyed(final Handle handle, final String sql, final Collection<Pseudonym> keys) {
        // PostgreSQL's driver takes an array of byte arrays only where its class says so; what JDBI binds is an Object[].
        final byte[][] bytes = keys.stream().map(Pseudonym::bytes).toArray(byte[][]::new);
        return handle.createQuery(sql).bind("keys", (Argument) (position, statement, context) ->
            statement.setArray(position, statement.getConnection().createArrayOf("bytea", bytes)));
    }

    static Pseudonym pseudonym(final ResultSet row, final int column) throws SQLException {
        return Pseudonym.of(row.getBytes(column));
    }
}
