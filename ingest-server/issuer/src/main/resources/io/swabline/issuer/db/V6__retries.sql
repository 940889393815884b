-- Re-issues that were asked for with a key, so that the same request once more makes no other code. May be done again.

CREATE TABLE IF NOT EXISTS retry (
    pseudonym BYTEA       NOT NULL, -- who asked
    retry_key VARCHAR(64) NOT NULL, -- SHA-256 of the key
    request   VARCHAR(32) NOT NULL, -- OWN, or the relation
    made_ms   BIGINT      NOT NULL,
    PRIMARY KEY (pseudonym, retry_key)
);
