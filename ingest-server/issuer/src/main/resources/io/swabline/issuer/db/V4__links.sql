-- Persons who are one. A row a link, never changed but for its canonical person, and never forgotten: it says who linked whom, and when.
-- Each statement may be done again: see V2.

CREATE TABLE IF NOT EXISTS person_link (
    sequence     BIGINT      NOT NULL PRIMARY KEY, -- among the cut-offs
    person       BYTEA       NOT NULL UNIQUE,      -- who went by itself until then
    linked_to    BYTEA       NOT NULL,             -- by whom it goes since, who went by itself then
    canonical    BYTEA       NOT NULL,             -- by whom both go now
    stated_one   BYTEA       NOT NULL,             -- the two as staff named them: of the class of person, or of the other
    stated_other BYTEA       NOT NULL,
    linked_ms    BIGINT      NOT NULL,
    caller       VARCHAR(40) NOT NULL              -- the API's caller of the staff
);
CREATE INDEX IF NOT EXISTS person_link_of_class ON person_link (canonical);
