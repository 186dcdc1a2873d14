-- Views beside tables, in one space of names; tables that left the catalog with their files.

CREATE TABLE iceberg_view (
    view_id           uuid PRIMARY KEY,
    namespace_id      bigint NOT NULL REFERENCES namespace,
    name              text COLLATE "C" NOT NULL,
    -- Where its metadata files lie; a view has no others.
    location          text COLLATE "C" NOT NULL,
    -- Grows with every commit and rename: the value that compare-and-set compares.
    version           bigint NOT NULL,
    metadata_location text NOT NULL,
    metadata          bytea NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX iceberg_view_name ON iceberg_view (namespace_id, name);

-- Every name that a live table or a view bears: what makes the two share one space of names. Triggers keep it, so that no
-- statement can forget to; a commit, which changes no name, does not touch it.
CREATE TABLE catalog_name (
    namespace_id bigint NOT NULL,
    name         text COLLATE "C" NOT NULL,
    PRIMARY KEY (namespace_id, name)
);
INSERT INTO catalog_name SELECT namespace_id, name FROM iceberg_table WHERE namespace_id IS NOT NULL;

CREATE FUNCTION keep_catalog_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.namespace_id IS NOT NULL THEN
        DELETE FROM catalog_name WHERE namespace_id = OLD.namespace_id AND name = OLD.name;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.namespace_id IS NOT NULL THEN
        INSERT INTO catalog_name (namespace_id, name) VALUES (NEW.namespace_id, NEW.name);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER table_name_is_kept AFTER INSERT OR DELETE OR UPDATE OF namespace_id, name ON iceberg_table
    FOR EACH ROW EXECUTE FUNCTION keep_catalog_name();
CREATE TRIGGER view_name_is_kept AFTER INSERT OR DELETE OR UPDATE OF namespace_id, name ON iceberg_view
    FOR EACH ROW EXECUTE FUNCTION keep_catalog_name();

-- True where a table was unregistered: it is dropped here, but its files belong to whoever registers it next, so that they
-- are never collected.
ALTER TABLE iceberg_table ADD COLUMN files_released boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT only_a_dropped_table_releases_files CHECK (NOT files_released OR dropped_at IS NOT NULL);
