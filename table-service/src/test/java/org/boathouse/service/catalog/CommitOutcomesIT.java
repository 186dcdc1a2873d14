package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a client may conclude from each way in which a commit goes wrong: 409 and 503 are told only where surely nothing was
 * applied, 504 where nobody knows.
 */
@ExtendWith(StoresExtension.class)
class CommitOutcomesIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final TableIdentifier ORDERS = TableIdentifier.of(Namespace.of("shop", "silver"), "orders");
    /** The service's own is longer; how long does not matter to what it means. */
    private static final int SOCKET_TIMEOUT_SECONDS = 1;

    private final InMemoryFileIO bucket = new InMemoryFileIO();
    private final Replica.Interrupting files = new Replica.Interrupting(bucket);
    private StallingProxy network;
    private FaultyDataSource database;
    private PostgresCatalog catalog;
    private PostgresCatalog other;

    @BeforeEach
    void open(PostgresAddress address) {
        URI real = URI.create(address.url().substring("jdbc:".length()));
        network = new StallingProxy(real.getPort());
        String through = address.url()
                .replace(real.getAuthority(), "127.0.0.1:" + network.port())
                .concat((real.getQuery() == null ? "?" : "&") + "socketTimeout=" + SOCKET_TIMEOUT_SECONDS);
        database = new FaultyDataSource(new PostgresAddress(through, address.user(), address.password()));
        catalog = new Replica(database.dataSource(), files).catalog;
        other = new Replica(database.dataSource(), bucket).catalog;
        catalog.ensureNamespace(ORDERS.namespace());
        catalog.commit(List.of(
                new TableChange.Create(ORDERS, SCHEMA, PartitionSpec.unpartitioned(), SortOrder.unsorted(), Map.of())));
    }

    @AfterEach
    void close() throws IOException {
        network.close();
    }

    @Test
    void aRequirementThatDoesNotHoldIsAConflict() {
        TableChange refused = new TableChange.Update(
                ORDERS,
                List.of(new UpdateRequirement.AssertCurrentSchemaID(7)),
                List.of(new MetadataUpdate.SetProperties(Map.of("color", "blue"))));
        assertThrows(CommitFailedException.class, () -> catalog.commit(List.of(refused)));
        assertEquals("", color());
    }

    @Test
    void beingOvertakenAgainAndAgainIsAConflict() {
        overtakeEveryAttempt();
        assertThrows(CommitFailedException.class, () -> set("blue"));
        assertEquals("", color());
    }

    private void overtakeEveryAttempt() {
        files.beforeNextWrite(() -> {
            other.commit(List.of(new TableChange.Update(
                    ORDERS,
                    List.of(),
                    List.of(new MetadataUpdate.SetProperties(
                            Map.of("other", UUID.randomUUID().toString()))))));
            overtakeEveryAttempt();
        });
    }

    @Test
    void anObjectStoreThatTakesNoFileIsUnavailable() {
        files.beforeNextWrite(() -> {
            throw new IllegalStateException("500 Internal Error");
        });
        is(FailureKind.UNAVAILABLE, 503);
        assertEquals("", color());
    }

    @Test
    void noConnectionIsUnavailable() throws IOException {
        network.close();
        is(FailureKind.UNAVAILABLE, 503);
    }

    @Test
    void aDatabaseThatStallsBeforeTheCommitIsUnavailable() {
        files.beforeNextWrite(network::stallAnswers);
        assertTimeout(Duration.ofSeconds(20), () -> is(FailureKind.UNAVAILABLE, 503));
        network.carry();
        assertEquals("", color());
    }

    @Test
    void aDatabaseThatFailsAStatementBeforeTheCommitIsUnavailableOrAFaultOfOurs() {
        for (String state : List.of("57P01", "53100", "08006", "55P03", "57014")) {
            LakeFailure failure = assertThrows(
                    LakeFailure.class,
                    () -> catalog.commit(List.of(change("blue")), connection -> {
                        throw new SQLException("as if", state);
                    }));
            assertEquals(FailureKind.UNAVAILABLE, failure.kind(), state);
        }
        LakeFailure fault = assertThrows(
                LakeFailure.class,
                () -> catalog.commit(List.of(change("blue")), connection -> {
                    throw new SQLException("syntax error", "42601");
                }));
        assertEquals(500, fault.kind().httpStatus());
        assertEquals("", color());
    }

    @Test
    void aDatabaseThatStallsWhileItCommitsIsUnknownAndNotAHang() {
        database.failNextCommit(connection -> {
            network.stallRequests();
            connection.commit();
        });
        assertTimeout(Duration.ofSeconds(20), () -> is(FailureKind.OUTCOME_UNKNOWN, 504));
        network.carry();
        assertEquals("", color(), "the commit never arrived");

        database.failNextCommit(connection -> {
            network.stallAnswers();
            connection.commit();
        });
        assertTimeout(Duration.ofSeconds(20), () -> is(FailureKind.OUTCOME_UNKNOWN, 504));
        network.carry();
        assertEquals("blue", color(), "the commit arrived, its answer did not");
    }

    @Test
    void aDatabaseThatFailsTheCommitForReasonsOfItsOwnIsUnknown() {
        for (String state : List.of("08006", "57P01", "57P02", "53100", "XX000", "58030")) {
            database.failNextCommit(connection -> {
                connection.rollback();
                throw new SQLException("as if", state);
            });
            is(FailureKind.OUTCOME_UNKNOWN, 504);
        }
        assertEquals("", color());
    }

    /** Over HTTP, with the service's own settings: takes as long as its lock timeout. */
    @Test
    void aCommitThatWaitsTooLongForAnothersRowsIsUnavailableAndSaysWhenToComeBack(LakeProcess lake, TestStores stores)
            throws Exception {
        String namespace = "held" + UUID.randomUUID().toString().replace("-", "");
        assertEquals(
                200,
                post(lake, "/namespaces", "{\"namespace\":[\"%s\"]}".formatted(namespace))
                        .statusCode());
        String tables = "/namespaces/" + namespace + "/tables";
        assertEquals(200, post(lake, tables, """
                        {"name":"t","schema":{"type":"struct","fields":[{"id":1,"name":"id","required":true,"type":"long"}]}}""").statusCode());
        String change = """
                {"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"b"}}]}""";
        PostgresAddress address = stores.postgres();
        try (Connection holder = DriverManager.getConnection(address.url(), address.user(), address.password());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(
                    "SELECT 1 FROM iceberg_table JOIN namespace USING (namespace_id) WHERE levels = '{%s}' FOR UPDATE OF iceberg_table"
                            .formatted(namespace));
            HttpResponse<String> refused = post(lake, tables + "/t", change);
            assertEquals(503, refused.statusCode(), refused.body());
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
            holder.rollback();
        }
        HttpResponse<String> done = post(lake, tables + "/t", change);
        assertEquals(200, done.statusCode());
        assertTrue(done.body().contains("\"a\":\"b\""), done.body());
    }

    private void is(FailureKind kind, int status) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> set("blue"));
        assertEquals(kind, failure.kind(), failure.getMessage());
        assertEquals(status, failure.kind().httpStatus());
    }

    private void set(String color) {
        catalog.commit(List.of(change(color)));
    }

    private static TableChange change(String color) {
        return new TableChange.Update(
                ORDERS, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of("color", color))));
    }

    private String color() {
        return catalog.find(ORDERS).orElseThrow().metadata().property("color", "");
    }

    private static HttpResponse<String> post(LakeProcess lake, String path, String body) throws Exception {
        HttpRequest request = lake.request("/iceberg/v1" + path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
