-- Where clients that staged a new table may put its files before its first commit makes it a table. Their requests are
-- signed by this on any replica; the commit itself needs none of it.
CREATE TABLE staged_table (
    staged_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    levels     text[] COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    principal  text NOT NULL,
    location   text COLLATE "C" NOT NULL,
    properties json NOT NULL,
    expires_at timestamptz NOT NULL
);
-- By name alone: with the levels an entry could outgrow what an index can hold.
CREATE INDEX staged_table_name ON staged_table (name);
CREATE INDEX staged_table_expiry ON staged_table (expires_at);
