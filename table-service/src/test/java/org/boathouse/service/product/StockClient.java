package org.boathouse.service.product;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.SessionCatalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.rest.RESTClient;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeClient;

/** Iceberg's own catalog client, whose requests are counted. */
final class StockClient implements AutoCloseable {
    private static final Set<String> CHANGING = Set.of("post", "delete");

    final RESTCatalog catalog;
    private final List<String> sent = new CopyOnWriteArrayList<>();

    StockClient(LakeClient lake) {
        catalog = new RESTCatalog(
                SessionCatalog.SessionContext.createEmpty(),
                config -> counted(HTTPClient.builder(config)
                        .uri(config.get(CatalogProperties.URI))
                        .build()));
        catalog.initialize("lake", CatalogConnection.of(lake).properties());
    }

    private RESTClient counted(RESTClient client) {
        InvocationHandler counting = (proxy, method, arguments) -> {
            if (CHANGING.contains(method.getName()) && !arguments[0].toString().endsWith("/metrics")) {
                sent.add(method.getName() + " " + arguments[0]);
            }
            try {
                Object result = method.invoke(client, arguments);
                return result instanceof RESTClient session ? counted(session) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (RESTClient)
                Proxy.newProxyInstance(RESTClient.class.getClassLoader(), new Class<?>[] {RESTClient.class}, counting);
    }

    /** The requests since the last call that were to change something. */
    List<String> sent() {
        List<String> requests = new ArrayList<>(sent);
        sent.clear();
        return requests;
    }

    Table table(TableIdentifier name) {
        return catalog.loadTable(name);
    }

    String metadataFile(TableIdentifier name) {
        return ((BaseTable) table(name)).operations().current().metadataFileLocation();
    }

    /** All that lies in the table's metadata folder. */
    Set<String> metadataFolder(Table table) {
        Set<String> files = new TreeSet<>();
        for (FileInfo file : ((SupportsPrefixOperations) table.io()).listPrefix(table.location() + "/metadata/")) {
            files.add(file.location());
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        catalog.close();
    }
}
