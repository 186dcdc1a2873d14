package org.boathouse.spark.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.TableName;

/** The lake's tables, by Iceberg's own REST client: what is decided and published needs no Spark. */
public final class LakeTables implements AutoCloseable {
    private final RESTCatalog catalog = new RESTCatalog();

    public LakeTables(CatalogConnection connection) {
        catalog.initialize(LakeLayout.CATALOG, connection.properties());
    }

    /** The table as it is now; what is returned never changes by itself. */
    public Optional<Table> find(TableName name) {
        try {
            return Optional.of(catalog.loadTable(identifier(name)));
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return Optional.empty();
        }
    }

    /** @throws LakeFailure NOT_FOUND */
    public Table load(TableName name) {
        return find(name)
                .orElseThrow(() -> LakeFailure.notFound(
                        "Table %s is not in the lake: 'boathouse apply' makes the tables of a product", name));
    }

    /** Commits to several tables at once: all or nothing. Throws what Iceberg's client throws. */
    public void commit(List<TableCommit> commits) {
        catalog.commitTransaction(commits);
    }

    public static TableIdentifier identifier(TableName name) {
        return TableIdentifier.of(Namespace.of(name.namespace().toArray(String[]::new)), name.table());
    }

    @Override
    public void close() {
        try {
            catalog.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
