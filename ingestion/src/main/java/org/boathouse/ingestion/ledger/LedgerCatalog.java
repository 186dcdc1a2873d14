package org.boathouse.ingestion.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SessionCatalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTSessionCatalog;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.ingestion.store.ObjectStore;

/** The lake's catalog, connected to; its tables' files are read and written through an {@link ObjectStore}. */
public final class LedgerCatalog implements AutoCloseable {
    private final RESTSessionCatalog sessions;
    private final Catalog catalog;

    private LedgerCatalog(RESTSessionCatalog sessions) {
        this.sessions = sessions;
        this.catalog = sessions.asCatalog(SessionCatalog.SessionContext.createEmpty());
    }

    /** @throws LakeFailure UNAVAILABLE where the catalog does not answer */
    public static LedgerCatalog connect(CatalogConnection connection, ObjectStore store, LakeLayout layout) {
        RESTSessionCatalog sessions = new RESTSessionCatalog(
                settings -> HTTPClient.builder(settings)
                        .uri(settings.get(CatalogProperties.URI))
                        .build(),
                (session, settings) -> new StoreFileIO(store, layout));
        try {
            sessions.initialize(LakeLayout.CATALOG, connection.properties());
        } catch (RESTException e) {
            throw LakeFailure.unavailable(
                    "The catalog at %s gave no answer: %s"
                            .formatted(connection.address().catalog(), e.getMessage()),
                    e);
        }
        return new LedgerCatalog(sessions);
    }

    public Catalog tables() {
        return catalog;
    }

    public SupportsNamespaces namespaces() {
        return (SupportsNamespaces) catalog;
    }

    @Override
    public void close() {
        try {
            sessions.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
