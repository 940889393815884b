package io.swabline.issuer;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Re-issues of a group of requests that came with a key. A key that is written changes the person who asked, too, so that two
 * servers cannot both take it. The desk's thread owns it.
 */
final class Retries {
    /** Longer than anybody repeats a request; then a key may be used anew. */
    static final Duration KEPT = Duration.ofDays(2);

    /**
     * A request with a key.
     *
     * @param request what was asked for
     */
    record Stored(Pseudonym person, RetryKey key, String request, long madeMs) {
    }

    private final RegistryTables tables;
    private final Instant now;
    private final List<Stored> added = new ArrayList<>();

    Retries(final RegistryTables tables, final Instant now) {
        this.tables = tables;
        this.now = now;
    }

    /** Whether the request was done before; null is no key. Refused as IDEMPOTENCY_KEY_REUSED where it was for another one. */
    boolean isDone(final Pseudonym person, final RetryKey key, final String request) {
        final Stored before = key == null ? null : find(person, key);
        if (before != null && !before.request().equals(request)) {
            throw new IssuerException(Problem.IDEMPOTENCY_KEY_REUSED,
                "this Idempotency-Key was used for another request of the same person: take a new key for a new request");
        }
        return before != null;
    }

    private Stored find(final Pseudonym person, final RetryKey key) {
        return added.stream().filter(one -> one.person().equals(person) && one.key().equals(key)).findAny()
            .orElseGet(() -> tables.retry(person, key, now.minus(KEPT).toEpochMilli()));
    }

    void add(final Pseudonym person, final RetryKey key, final String request) {
        if (key != null) {
            added.add(new Stored(person, key, request, now.toEpochMilli()));
        }
    }

    void write() {
        tables.insertRetries(added, now.minus(KEPT).toEpochMilli());
    }
}
