-- What engines report of their scans and commits: the last of each table, for people to look at.
CREATE TABLE metrics_report (
    report_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_id    uuid NOT NULL REFERENCES iceberg_table ON DELETE CASCADE,
    kind        text NOT NULL,
    -- json, not jsonb: it is given back as it came.
    report      json NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX metrics_report_by_table ON metrics_report (table_id, report_id);
