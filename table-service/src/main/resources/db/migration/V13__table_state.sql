-- Who changed what, and what can be brought back.

-- One row for every change of a table or a view, written in its very transaction. The outbox tells others of it and is
-- emptied after days; this stays, so that a table's history can say who made it what it is.
CREATE TABLE catalog_change (
    change_id  bigint GENERATED ALWAYS AS IDENTITY,
    object_id  uuid NOT NULL,
    kind       text NOT NULL,
    principal  text NOT NULL,
    -- What the platform was asked for (restore, tag, ...), and in which words; null for what came through the catalog.
    operation  text,
    reason     text,
    -- The snapshots that it added.
    snapshots  bigint[],
    -- What else it changed: refs, schema, properties, names.
    what       json NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (object_id, change_id)
);
CREATE INDEX catalog_change_age ON catalog_change (changed_at);

-- Views are kept after a drop as tables are: out of their namespace, so that their name is free.
ALTER TABLE iceberg_view ALTER COLUMN namespace_id DROP NOT NULL,
    ADD COLUMN dropped_from text[] COLLATE "C",
    ADD COLUMN dropped_at   timestamptz,
    ADD CONSTRAINT live_or_dropped CHECK (
        (namespace_id IS NULL) = (dropped_at IS NOT NULL) AND (namespace_id IS NULL) = (dropped_from IS NOT NULL));
CREATE INDEX iceberg_table_dropped ON iceberg_table (dropped_at) WHERE dropped_at IS NOT NULL;
CREATE INDEX iceberg_view_dropped ON iceberg_view (dropped_at) WHERE dropped_at IS NOT NULL;

-- Of a namespace that was dropped only its properties need keeping: it was empty.
CREATE TABLE dropped_namespace (
    dropped_namespace_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    levels               text[] COLLATE "C" NOT NULL,
    properties           json NOT NULL,
    dropped_by           text NOT NULL,
    dropped_at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dropped_namespace_age ON dropped_namespace (dropped_at);
