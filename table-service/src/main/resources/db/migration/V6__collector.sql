-- The collector: which objects nothing needs, since when, and when it last looked.

-- Objects of the lake that nothing reachable names. An object is only deleted when its mark has stood for the grace.
CREATE TABLE collection_mark (
    object_key  text COLLATE "C" PRIMARY KEY,
    marked_at   timestamptz NOT NULL,
    -- The run that saw it last: a mark that a whole run did not see again is taken off.
    seen_at     timestamptz NOT NULL,
    -- Its deletion is under way, or was when a replica died.
    deleting_at timestamptz
);

CREATE TABLE collection_run (
    collection_run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    finished_at       timestamptz NOT NULL,
    report            json NOT NULL
);
