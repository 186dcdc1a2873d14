package org.boathouse.service.query;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/** The tables that can be queried. */
interface TableSource {
    /** The table as it stands now. */
    Optional<Table> find(TableIdentifier table);

    List<TableIdentifier> names();
}
