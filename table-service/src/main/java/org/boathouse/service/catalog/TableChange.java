package org.boathouse.service.catalog;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirements;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.catalog.names.CatalogNames;

/** What a commit does to one table. */
public sealed interface TableChange {
    TableIdentifier table();

    /** Makes a table; the catalog decides where it lies. Field ids of the schema are assigned anew. */
    record Create(
            TableIdentifier table,
            Schema schema,
            PartitionSpec partitioning,
            SortOrder order,
            Map<String, String> properties)
            implements TableChange {
        public Create {
            CatalogNames.check(table);
            properties = Map.copyOf(properties);
        }
    }

    /**
     * Applies updates where all requirements hold; one that the table must not exist makes the table from the updates (a
     * staged create).
     */
    record Update(TableIdentifier table, List<UpdateRequirement> requirements, List<MetadataUpdate> updates)
            implements TableChange {
        public Update {
            CatalogNames.check(table);
            requirements = List.copyOf(requirements);
            updates = List.copyOf(updates);
        }

        /** From the state that was read to the state that is wanted, with the requirements that Iceberg derives for it. */
        public static Update between(StoredTable read, TableMetadata wanted) {
            return new Update(
                    read.identifier(),
                    UpdateRequirements.forUpdateTable(read.metadata(), wanted.changes()),
                    wanted.changes());
        }
    }
}
