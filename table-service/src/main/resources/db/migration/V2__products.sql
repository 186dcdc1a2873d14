-- Products: which contracts are registered, in which versions, and whose tables they describe.

-- One row. Every registration moves it on in its transaction, so that no two are decided on the same state.
CREATE TABLE product_registry (
    the_only_one boolean PRIMARY KEY DEFAULT true CHECK (the_only_one),
    revision     bigint NOT NULL
);
INSERT INTO product_registry (revision) VALUES (0);

-- Every version ever registered; rows are never changed.
CREATE TABLE contract_version (
    contract_version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contract_id         text COLLATE "C" NOT NULL,
    name                text NOT NULL,
    domain              text COLLATE "C" NOT NULL,
    data_product        text NOT NULL,
    version             text NOT NULL,
    status              text NOT NULL,
    owner               text,
    -- The document's file name, and all texts of the contract by file name: the document and its SELECTs.
    file                text NOT NULL,
    texts               json NOT NULL,
    content_hash        text NOT NULL,
    tables              text[] COLLATE "C" NOT NULL,
    registered_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX contract_version_by_contract ON contract_version (contract_id, contract_version_id);

-- The version of each contract that holds now.
CREATE TABLE contract (
    contract_id         text COLLATE "C" PRIMARY KEY,
    contract_version_id bigint NOT NULL REFERENCES contract_version
);

-- Which contract describes a table: one at most.
CREATE TABLE contract_table (
    table_name  text COLLATE "C" PRIMARY KEY,
    contract_id text COLLATE "C" NOT NULL REFERENCES contract
);
CREATE INDEX contract_table_by_contract ON contract_table (contract_id);
