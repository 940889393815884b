-- Plain SQL that H2 and PostgreSQL both take. Times are UTC epoch seconds, or milliseconds where the name says so.

CREATE TABLE person (
    pseudonym         BYTEA       NOT NULL PRIMARY KEY,
    masked_name       VARCHAR(64) NOT NULL,
    birth_date        DATE        NOT NULL,
    last_issue_number BIGINT      NOT NULL,
    reissue_day       BIGINT      NOT NULL, -- epoch day in Shanghai of the latest re-issue
    reissues          INTEGER     NOT NULL, -- on that day
    revision          BIGINT      NOT NULL  -- grows with every change of the person, its codes or its relatives
);

CREATE TABLE code (
    pseudonym     BYTEA    NOT NULL,
    issue_number  BIGINT   NOT NULL,
    for_relative  BOOLEAN  NOT NULL,
    key_id        SMALLINT NOT NULL,
    issued_at     BIGINT   NOT NULL,
    valid_until   BIGINT   NOT NULL,
    code          BYTEA    NOT NULL,
    short_hash    BIGINT   NOT NULL,
    superseded_ms BIGINT,
    PRIMARY KEY (pseudonym, issue_number)
);

CREATE TABLE relation (
    id         VARCHAR(22) NOT NULL PRIMARY KEY,
    guardian   BYTEA       NOT NULL,
    ordinal    BIGINT      NOT NULL, -- in the order in which the guardian's relations were granted
    pseudonym  BYTEA       NOT NULL,
    residence  VARCHAR(16) NOT NULL,
    reason     VARCHAR(16),
    granted_ms BIGINT      NOT NULL,
    UNIQUE (guardian, pseudonym)
);

CREATE TABLE cutoff (
    sequence     BIGINT NOT NULL PRIMARY KEY,
    since_ms     BIGINT NOT NULL,
    valid_until  BIGINT NOT NULL,
    pseudonym    BYTEA  NOT NULL,
    issue_number BIGINT NOT NULL,
    short_hash   BIGINT NOT NULL
);

-- One row. Whoever writes cut-offs updates it in the same transaction, so numbers have no gaps and are in commit order.
CREATE TABLE counter (
    cutoffs BIGINT NOT NULL
);
INSERT INTO counter VALUES (0);
