package org.boathouse.service.state;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;

/** A lake that is asked over HTTP as anybody asks it, with tables in a domain of the test's own. */
public final class StateClient implements AutoCloseable {
    public static final Schema SCHEMA =
            new Schema(required(1, "id", Types.LongType.get()), optional(2, "name", Types.StringType.get()));
    private static final JsonMapper JSON = new JsonMapper();

    private final LakeProcess lake;
    private final HttpClient http = HttpClient.newHttpClient();
    private final RESTCatalog catalog = new RESTCatalog();
    private final String domain =
            "d" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    public StateClient(LakeProcess lake) {
        this.lake = lake;
        catalog.initialize("lake", CatalogConnection.of(lake.client()).properties());
        catalog.createNamespace(Namespace.of(domain));
        catalog.createNamespace(Namespace.of(domain, "silver"));
    }

    /** An answer; {@link #message} is that of an error. */
    public record Answer(int status, JsonNode body) {
        public String message() {
            return body.at("/error/message").asText();
        }

        public String type() {
            return body.at("/error/type").asText();
        }
    }

    public RESTCatalog catalog() {
        return catalog;
    }

    public String domain() {
        return domain;
    }

    /** A table's full name in the layer silver. */
    public String name(String table) {
        return domain + ".silver." + table;
    }

    public TableIdentifier identifier(String table) {
        return TableIdentifier.of(Namespace.of(domain, "silver"), table);
    }

    public Table create(String table, Map<String, String> properties) {
        return catalog.buildTable(identifier(table), SCHEMA)
                .withProperties(properties)
                .create();
    }

    /** A commit later than the one before it, by the milliseconds that snapshots count. */
    public long append(Table table, long rows) {
        return append(table, rows, "main", Map.of());
    }

    public long append(Table table, long rows, String branch, Map<String, String> summary) {
        pause();
        table.refresh();
        AppendFiles append = table.newAppend().appendFile(file(table, rows)).toBranch(branch);
        summary.forEach(append::set);
        append.commit();
        table.refresh();
        return table.snapshot(branch).snapshotId();
    }

    /** A data file that is there, and holds no Parquet. */
    private static DataFile file(Table table, long rows) {
        String path = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
        try (PositionOutputStream out = table.io().newOutputFile(path).create()) {
            out.write(1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return DataFiles.builder(table.spec())
                .withPath(path)
                .withFileSizeInBytes(1)
                .withRecordCount(rows)
                .build();
    }

    public static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The head of a branch, or what a tag names; null where there is none. */
    public Long ref(String table, String name) {
        var ref = catalog.loadTable(identifier(table)).refs().get(name);
        return ref == null ? null : ref.snapshotId();
    }

    public Answer get(String path) {
        return call("GET", path, null, null);
    }

    public Answer post(String path, String body) {
        return call("POST", path, body, null);
    }

    public Answer put(String path, String body) {
        return call("PUT", path, body, null);
    }

    public Answer delete(String path) {
        return call("DELETE", path, null, null);
    }

    /** @param key an idempotency key; null for none */
    public Answer call(String method, String path, String body, UUID key) {
        HttpRequest.Builder request = lake.request("/api/v1" + path)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (key != null) {
            request.header("Idempotency-Key", key.toString());
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A command of the service's command line. */
    public ServiceCommand.Result boathouse(String... args) {
        return ServiceCommand.run(lake.environment(), args);
    }

    public JsonNode json(ServiceCommand.Result result) {
        try {
            return JSON.readTree(result.out());
        } catch (IOException e) {
            throw new AssertionError(result.toString(), e);
        }
    }

    @Override
    public void close() throws IOException {
        catalog.close();
    }
}
