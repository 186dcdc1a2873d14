-- Answers to requests that carry an Idempotency-Key, written in the transaction of what they answer for. The primary key
-- decides between two requests with one key: the later insert waits for the earlier transaction to end.
CREATE TABLE idempotency_answer (
    idempotency_key uuid PRIMARY KEY,
    -- SHA-256 over principal, method, path and body: the same key with another request is refused.
    request_hash    bytea NOT NULL,
    status          smallint NOT NULL,
    -- Where the body is a table as it is now; metadata is too large to be kept with every commit to it.
    table_id        uuid,
    body            bytea,
    -- The entity tag of a body that has one.
    etag            text,
    answered_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT one_body_at_most CHECK (table_id IS NULL OR body IS NULL)
);
CREATE INDEX idempotency_answer_age ON idempotency_answer (answered_at);

-- The feed reads events by transaction, then within it. Any transaction that changes a table compares the version it read
-- before it had an id of its own, so that in this order the events of one table stand as they were committed.
CREATE INDEX catalog_event_feed ON catalog_event (transaction_id, event_id);

-- One row: the last event that was removed because of its age, so that a reader who comes too late is told.
CREATE TABLE catalog_event_removed (
    the_only_one   boolean PRIMARY KEY DEFAULT true CHECK (the_only_one),
    transaction_id xid8 NOT NULL,
    event_id       bigint NOT NULL
);
INSERT INTO catalog_event_removed (transaction_id, event_id) VALUES ('0', 0);
