-- A relation is applied for and granted. What was granted before stays so, by EARLIER.
-- Each statement may be done again: H2 commits each CREATE and DROP by itself, and a process may end between two of them.

-- What a person says of relatives, and has asked for as a guardian; no row: nothing yet. A table of its own, since H2 adds a column by
-- copying the table, dropping it and giving the copy its name: a process that ends between the last two has lost it.
CREATE TABLE IF NOT EXISTS consent (
    pseudonym       BYTEA   NOT NULL PRIMARY KEY,
    application_day BIGINT  NOT NULL, -- epoch day in Shanghai of the latest application
    applications    INTEGER NOT NULL, -- as a guardian, on that day
    consent_only    BOOLEAN NOT NULL, -- nobody is granted by age alone
    code_hash       BYTEA,            -- of a one-time code; keyed
    code_until_ms   BIGINT  NOT NULL,
    code_tries      INTEGER NOT NULL  -- wrong ones
);

CREATE TABLE IF NOT EXISTS application (
    id            VARCHAR(22) NOT NULL PRIMARY KEY,
    guardian      BYTEA       NOT NULL,
    ordinal       BIGINT      NOT NULL, -- in the order in which the guardian applied
    pseudonym     BYTEA       NOT NULL,
    stated_name   VARCHAR(64) NOT NULL, -- the person's masked name as the guardian gave it
    birth_date    DATE        NOT NULL,
    residence     VARCHAR(16) NOT NULL,
    reason        VARCHAR(16),
    kinship       VARCHAR(16),
    state         VARCHAR(8)  NOT NULL,
    is_open       BOOLEAN,              -- TRUE while pending or granted, else NULL, so that each pair has at most one open
    applied_ms    BIGINT      NOT NULL,
    granted_by    VARCHAR(9),
    granted_ms    BIGINT,
    may_reissue   BOOLEAN     NOT NULL,
    grant_caller  VARCHAR(40),
    closed_by     VARCHAR(8),
    closed_ms     BIGINT,
    close_caller  VARCHAR(40),
    reissue_day   BIGINT      NOT NULL, -- epoch day in Shanghai of this guardian's latest re-issue
    reissues      INTEGER     NOT NULL, -- on that day
    UNIQUE (guardian, pseudonym, is_open)
);
CREATE INDEX IF NOT EXISTS application_of_person ON application (pseudonym);

CREATE TABLE IF NOT EXISTS relation (
    id         VARCHAR(22) NOT NULL PRIMARY KEY,
    guardian   BYTEA       NOT NULL,
    ordinal    BIGINT      NOT NULL,
    pseudonym  BYTEA       NOT NULL,
    residence  VARCHAR(16) NOT NULL,
    reason     VARCHAR(16),
    granted_ms BIGINT      NOT NULL
);
INSERT INTO application (id, guardian, ordinal, pseudonym, stated_name, birth_date, residence, reason, state, is_open, applied_ms,
    granted_by, granted_ms, may_reissue, reissue_day, reissues)
SELECT r.id, r.guardian, r.ordinal, r.pseudonym, p.masked_name, p.birth_date, r.residence, r.reason, 'GRANTED', TRUE, r.granted_ms,
    'EARLIER', r.granted_ms, FALSE, 0, 0
FROM relation r JOIN person p ON p.pseudonym = r.pseudonym
WHERE NOT EXISTS (SELECT 1 FROM application a WHERE a.id = r.id);
DROP TABLE IF EXISTS relation;
