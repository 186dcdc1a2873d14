package org.boathouse.service.catalog;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.exceptions.NoSuchWarehouseException;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.catalog.idempotency.IdempotencyKey;
import org.boathouse.service.catalog.names.PathNames;
import org.boathouse.service.storage.StorageProperties;

/** Tells a client what this catalog can do and where its files are; never the keys to them. */
@Path("/iceberg/v1/config")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ConfigResource {
    /** Exactly what is answered under {@code /iceberg}. */
    static final List<Endpoint> ENDPOINTS = List.of(
            Endpoint.V1_LIST_NAMESPACES,
            Endpoint.V1_LOAD_NAMESPACE,
            Endpoint.V1_NAMESPACE_EXISTS,
            Endpoint.V1_CREATE_NAMESPACE,
            Endpoint.V1_UPDATE_NAMESPACE,
            Endpoint.V1_DELETE_NAMESPACE,
            Endpoint.V1_LIST_TABLES,
            Endpoint.V1_LOAD_TABLE,
            Endpoint.V1_TABLE_EXISTS,
            Endpoint.V1_CREATE_TABLE,
            Endpoint.V1_UPDATE_TABLE,
            Endpoint.V1_DELETE_TABLE,
            Endpoint.V1_RENAME_TABLE,
            Endpoint.V1_REGISTER_TABLE,
            Endpoint.V1_REPORT_METRICS,
            Endpoint.V1_TABLE_CREDENTIALS,
            Endpoint.V1_TABLE_REMOTE_SIGN,
            Endpoint.V1_SUBMIT_TABLE_SCAN_PLAN,
            Endpoint.V1_FETCH_TABLE_SCAN_PLAN,
            Endpoint.V1_CANCEL_TABLE_SCAN_PLAN,
            Endpoint.V1_FETCH_TABLE_SCAN_PLAN_TASKS,
            Endpoint.V1_COMMIT_TRANSACTION,
            Endpoint.create("POST", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/unregister"),
            Endpoint.V1_LIST_VIEWS,
            Endpoint.V1_LOAD_VIEW,
            Endpoint.V1_VIEW_EXISTS,
            Endpoint.V1_CREATE_VIEW,
            Endpoint.V1_UPDATE_VIEW,
            Endpoint.V1_DELETE_VIEW,
            Endpoint.V1_RENAME_VIEW,
            Endpoint.V1_REGISTER_VIEW,
            Endpoint.create("GET", "/v1/{prefix}/namespaces/{namespace}/functions"),
            Endpoint.create("GET", "/v1/{prefix}/namespaces/{namespace}/functions/{function}"));

    /**
     * Iceberg's own 4 retries are too few for sixteen appenders of one table: then a job would fail. Its own longest wait of
     * a minute would make a commit that can't succeed take a quarter of an hour to say so; with this one it is 17 s.
     */
    static final Map<String, String> COMMIT_RETRIES =
            Map.of("commit.retry.num-retries", "20", "commit.retry.max-wait-ms", "1000");

    private final LakeStorage storage;

    ConfigResource(LakeStorage storage) {
        this.storage = storage;
    }

    @GET
    public ConfigResponse config(@QueryParam("warehouse") String warehouse) {
        if (warehouse != null && !warehouse.isEmpty() && !warehouse.equals(LakeLayout.CATALOG)) {
            throw new NoSuchWarehouseException(
                    "There is no warehouse '%s' here: use '%s', or name none", warehouse, LakeLayout.CATALOG);
        }
        ConfigResponse.Builder config = ConfigResponse.builder()
                .withEndpoints(ENDPOINTS)
                // Clients send no key unless they are told that it is good for something.
                .withIdempotencyKeyLifetime(IdempotencyKey.LIFETIME.toString())
                .withDefaults(StorageProperties.open(storage))
                // Bearer tokens are fixed ones; asking an OAuth endpoint for a fresh one would fail.
                .withDefault("token-refresh-enabled", "false")
                // Only the service's collector deletes files in this lake.
                .withDefault("table-default.gc.enabled", "false")
                .withOverride("namespace-separator", PathNames.SEPARATOR);
        COMMIT_RETRIES.forEach((key, value) -> config.withDefault("table-default." + key, value));
        return config.build();
    }
}
