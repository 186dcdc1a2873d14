-- The catalog: namespaces, tables with their current metadata, and the outbox of what happened to them.

CREATE TABLE namespace (
    namespace_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id    bigint REFERENCES namespace,
    levels       text[] COLLATE "C" NOT NULL,
    -- json, not jsonb: properties may hold any character, and nobody queries inside them.
    properties   json NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT namespace_levels UNIQUE (levels),
    CONSTRAINT only_the_top_has_no_parent CHECK ((parent_id IS NULL) = (cardinality(levels) = 1))
);
-- Children of one parent, in order, for paged listing.
CREATE INDEX namespace_children ON namespace (parent_id, levels);

CREATE TABLE iceberg_table (
    table_id          uuid PRIMARY KEY,
    -- Where the table lives; null once it is dropped, so that its name and its namespace are free again.
    namespace_id      bigint REFERENCES namespace,
    -- The namespace a dropped table was in: it may be gone itself.
    dropped_from      text[] COLLATE "C",
    name              text COLLATE "C" NOT NULL,
    location          text COLLATE "C" NOT NULL,
    -- Grows with every commit and rename: the value that compare-and-set compares.
    version           bigint NOT NULL,
    metadata_location text NOT NULL,
    -- The metadata file's JSON, and the same without the snapshots that no ref names where that is less.
    metadata          bytea NOT NULL,
    metadata_refs     bytea,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    dropped_at        timestamptz,
    CONSTRAINT live_or_dropped CHECK (
        (namespace_id IS NULL) = (dropped_at IS NOT NULL) AND (namespace_id IS NULL) = (dropped_from IS NOT NULL))
) WITH (fillfactor = 80);
-- Uncompressed: with 5,000 snapshots (3.8 MB) a write took 45 ms instead of 91 and a read 3.6 ms instead of 6.4; with 50
-- snapshots (38 KB) there was no difference.
ALTER TABLE iceberg_table ALTER COLUMN metadata SET STORAGE EXTERNAL, ALTER COLUMN metadata_refs SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX iceberg_table_name ON iceberg_table (namespace_id, name);
CREATE UNIQUE INDEX iceberg_table_live_location ON iceberg_table (location) WHERE dropped_at IS NULL;

-- Written in the transaction of what it tells of. Readers that want commit order stop below pg_snapshot_xmin, since
-- event ids are drawn before the commit.
CREATE TABLE catalog_event (
    event_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    table_id       uuid NOT NULL,
    kind           text NOT NULL,
    detail         json NOT NULL,
    happened_at    timestamptz NOT NULL DEFAULT now()
);
