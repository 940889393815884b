-- By what a guardian tells relatives apart. A table of its own: see V2. The statement may be done again.

CREATE TABLE IF NOT EXISTS label (
    id    VARCHAR(22)  NOT NULL PRIMARY KEY, -- of the application
    label VARCHAR(255) NOT NULL              -- the end of the number and a nickname, encrypted
);
