-- Who published each version of a contract, and every status it was given: with a version, or by itself.

-- Until now there was one principal.
ALTER TABLE contract_version ADD COLUMN registered_by text NOT NULL DEFAULT 'owner';
ALTER TABLE contract_version ALTER COLUMN registered_by DROP DEFAULT;

-- The status that holds now. A version's own is the one its document says.
ALTER TABLE contract ADD COLUMN status text;
UPDATE contract SET status = v.status FROM contract_version v WHERE v.contract_version_id = contract.contract_version_id;
ALTER TABLE contract ALTER COLUMN status SET NOT NULL;

-- Rows are never changed.
CREATE TABLE contract_status (
    contract_status_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contract_version_id bigint NOT NULL REFERENCES contract_version,
    status              text NOT NULL,
    set_by              text NOT NULL,
    set_at              timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX contract_status_by_version ON contract_status (contract_version_id, contract_status_id);
INSERT INTO contract_status (contract_version_id, status, set_by, set_at)
SELECT contract_version_id, status, registered_by, registered_at FROM contract_version ORDER BY contract_version_id;
