-- Scans planned by the service, for as long as their clients may take to fetch the tasks, from whatever replica.
CREATE TABLE scan_plan (
    plan_id    uuid PRIMARY KEY,
    table_id   uuid NOT NULL,
    principal  text NOT NULL,
    status     text NOT NULL CHECK (status IN ('submitted', 'completed', 'failed', 'cancelled')),
    error      json,
    -- Until then a submitted plan must be made, and a completed one can be fetched; the row itself stays a while longer, to
    -- tell what became of the plan.
    expires_at timestamptz NOT NULL
);
CREATE INDEX scan_plan_expiry ON scan_plan (expires_at);
CREATE INDEX scan_plan_principal ON scan_plan (principal);

-- Page 0 is what fetching the plan answers, each other one what fetching that plan task answers, as it goes out.
CREATE TABLE scan_plan_page (
    plan_id uuid NOT NULL REFERENCES scan_plan ON DELETE CASCADE,
    number  integer NOT NULL,
    answer  bytea NOT NULL,
    PRIMARY KEY (plan_id, number)
);
