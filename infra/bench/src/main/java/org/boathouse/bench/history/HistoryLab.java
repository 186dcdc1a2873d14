package org.boathouse.bench.history;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.bench.Replica;
import org.boathouse.bench.catalog.Wire;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.embedded.EmbeddedStores;

/** The service, a process over stores of its own, and ways to talk to it. */
final class HistoryLab implements AutoCloseable {
    static final Namespace NAMESPACE = Namespace.of("bench", "silver");
    private static final List<String> JVM = List.of("-Xmx1g", "-XX:+UseG1GC");
    private static final JsonMapper JSON = new JsonMapper();

    private final EmbeddedStores stores;
    private final Replica service;
    private final RESTCatalog catalog = new RESTCatalog();
    private final FileIO files;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HistoryLab(Path home, Path dir) {
        this.stores = EmbeddedStores.open(dir.resolve("stores"), 0);
        this.service =
                Replica.of(home, stores.postgres(), stores.objectStore(), dir.resolve("service.log"), JVM, Map.of());
        try {
            service.start();
            Map<String, String> properties =
                    new CatalogConnection(service.address(), stores.objectStore()).properties();
            catalog.initialize("lake", properties);
            this.files = CatalogUtil.loadFileIO(properties.get("io-impl"), properties, null);
            catalog.createNamespace(Namespace.of(NAMESPACE.level(0)));
            catalog.createNamespace(NAMESPACE);
        } catch (RuntimeException e) {
            service.close();
            stores.close();
            throw e;
        }
    }

    RESTCatalog catalog() {
        return catalog;
    }

    FileIO files() {
        return files;
    }

    /** A table of {@link #NAMESPACE}. */
    static TableIdentifier table(String name) {
        return TableIdentifier.of(NAMESPACE, name);
    }

    /** Its place in the catalog's interface. */
    static String path(TableIdentifier table) {
        return "/iceberg/v1/namespaces/" + String.join("%1F", table.namespace().levels()) + "/tables/" + table.name();
    }

    TableMetadata metadata(TableIdentifier table) {
        return ((HasTableOperations) catalog.loadTable(table)).operations().current();
    }

    /** All that compile what they run: the service, and this process with its object store. */
    List<ProcessHandle> jvms() {
        return List.of(service.process(), ProcessHandle.current());
    }

    /** A connection of its own; the caller closes it. */
    Wire wire() throws IOException {
        return new Wire(service.address().url(), service.address().token());
    }

    /**
     * Asks once, where the answer matters and not the time.
     *
     * @throws LakeFailure with the service's own words, where it is no success
     */
    byte[] ask(String path, Object body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(service.address().url().resolve(URI.create(path)))
                    .header("Authorization", "Bearer " + service.address().token())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                throw LakeFailure.invalid(
                        "POST %s was answered with %d: %s",
                        path, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        catalog.close();
        files.close();
        service.close();
        stores.close();
    }
}
