-- The snapshots that a plan's tasks read, which do not expire while the tasks can be fetched. Of plans made before this
-- nothing is known; they are over in an hour.
ALTER TABLE scan_plan ADD COLUMN snapshot_ids bigint[] NOT NULL DEFAULT '{}';
CREATE INDEX scan_plan_table ON scan_plan (table_id);
