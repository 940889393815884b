-- Of a person with a passport the birth date is known only where the city's app stated it. Neither statement copies a table (see V2), and
-- both may be done again.

ALTER TABLE person ALTER COLUMN birth_date DROP NOT NULL;
ALTER TABLE application ALTER COLUMN birth_date DROP NOT NULL;
