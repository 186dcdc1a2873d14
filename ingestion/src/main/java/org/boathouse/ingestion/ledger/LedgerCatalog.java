package org.boathouse.ingestion.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.layout.LakeLayout;

/** The lake's catalog, connected to. */
public final class LedgerCatalog implements AutoCloseable {
    private final RESTCatalog catalog;

    private LedgerCatalog(RESTCatalog catalog) {
        this.catalog = catalog;
    }

    /** @throws LakeFailure UNAVAILABLE where the catalog does not answer */
    public static LedgerCatalog connect(CatalogConnection connection) {
        Map<String, String> properties = new HashMap<>(connection.properties());
        // The one SDK client that starts in no time; a landing makes a handful of small requests with it.
        properties.put("http-client.type", "urlconnection");
        RESTCatalog catalog = new RESTCatalog();
        try {
            catalog.initialize(LakeLayout.CATALOG, properties);
        } catch (RESTException e) {
            throw LakeFailure.unavailable(
                    "The catalog at %s gave no answer: %s"
                            .formatted(connection.address().catalog(), e.getMessage()),
                    e);
        }
        return new LedgerCatalog(catalog);
    }

    public Catalog tables() {
        return catalog;
    }

    public SupportsNamespaces namespaces() {
        return catalog;
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
