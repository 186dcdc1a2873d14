-- Who last set properties of a namespace, and with them a domain's policy of how long history is kept. (Of tables,
-- catalog_change tells.)
ALTER TABLE namespace ADD COLUMN properties_set_by text, ADD COLUMN properties_set_at timestamptz;
