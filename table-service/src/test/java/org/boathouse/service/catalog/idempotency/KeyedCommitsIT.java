package org.boathouse.service.catalog.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.catalog.CatalogOverPostgres;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.TableChange;
import org.boathouse.service.catalog.idempotency.KeyedRequest.AlreadyAnswered;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.service.database.Statements;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A commit and the answer to its key are in one transaction: neither is ever there without the other. */
@ExtendWith(StoresExtension.class)
class KeyedCommitsIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final TableIdentifier ORDERS = TableIdentifier.of(Namespace.of("shop", "silver"), "orders");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final IdempotencyKey key = key(UUID.randomUUID(), "body");
    private FaultyDataSource database;
    private CatalogOverPostgres catalog;
    private AnswerStore answers;
    private StoredTable made;

    @BeforeEach
    void open(PostgresAddress address) {
        database = new FaultyDataSource(address);
        catalog = new CatalogOverPostgres(database, new InMemoryFileIO());
        answers = new AnswerStore(database.database());
        catalog.catalog().ensureNamespace(ORDERS.namespace());
        made = catalog.commitOne(
                new TableChange.Create(ORDERS, SCHEMA, PartitionSpec.unpartitioned(), SortOrder.unsorted(), Map.of()));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        KeyedRequest.end();
    }

    @Test
    void anAnswerThatWasLostIsFoundWhereTheCommitWasAppliedAndOnlyThere() {
        for (boolean applied : new boolean[] {true, false}) {
            IdempotencyKey lost = key(UUID.randomUUID(), "applied " + applied);
            database.failNextCommit(connection -> {
                if (applied) {
                    connection.commit();
                }
                connection.close();
                throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
            });
            LakeFailure failure = assertThrows(LakeFailure.class, () -> set(lost, "color", "applied " + applied));
            assertEquals(FailureKind.OUTCOME_UNKNOWN, failure.kind());
            assertEquals(applied, answers.find(lost.key()).isPresent());
            assertEquals(applied, color().equals("applied " + applied));
        }
    }

    @Test
    void whatIsRolledBackLeavesNoAnswer() {
        database.failNextCommit(connection -> {
            connection.rollback();
            throw new SQLException("could not serialize access", "40001");
        });
        set(key, "color", "blue");
        assertEquals("blue", color(), "tried again within the request");
        AnswerStore.Row kept = answers.find(key.key()).orElseThrow();
        assertEquals(made.id(), kept.answer().tableIdOrNull());
        assertEquals(key, kept.key());
    }

    @Test
    void theAnswerGoesWithTheCommitAndIsNotAskedForByItself() {
        set(key, "color", "blue");
        int asked = database.asked();
        set(key(UUID.randomUUID(), "next"), "color", "green");
        assertEquals(asked + 2, database.asked(), "for the table's state, and all that is changed at once");
    }

    @Test
    void aRequestWaitsForTheOneThatHasItsKeyAndThenAppliesNothing() throws Exception {
        try (Connection first = database.open()) {
            first.setAutoCommit(false);
            insert(first);
            Future<?> second = threads.submit(() -> set(key, "color", "twice"));
            Thread.sleep(300);
            assertFalse(second.isDone(), "it waits");
            first.commit();
            ExecutionException overtaken = assertThrows(ExecutionException.class, second::get);
            assertTrue(
                    overtaken.getCause() instanceof AlreadyAnswered,
                    overtaken.getCause().toString());
            assertEquals("", color());
        }
    }

    @Test
    void aRequestThatWaitedForAFailedOneIsApplied() throws Exception {
        try (Connection first = database.open()) {
            first.setAutoCommit(false);
            insert(first);
            Future<?> second = threads.submit(() -> set(key, "color", "once"));
            Thread.sleep(300);
            first.rollback();
            second.get();
            assertEquals("once", color());
        }
    }

    @Test
    void aWaitHasAnEndAfterWhichNothingIsApplied() throws Exception {
        try (Connection first = database.open()) {
            first.setAutoCommit(false);
            insert(first);
            try (Connection outside = database.open();
                    Statement setting = outside.createStatement()) {
                setting.execute("ALTER ROLE CURRENT_USER SET lock_timeout = '200ms'");
                LakeFailure failure = assertThrows(LakeFailure.class, () -> set(key, "color", "late"));
                assertEquals(FailureKind.UNAVAILABLE, failure.kind());
                setting.execute("ALTER ROLE CURRENT_USER RESET lock_timeout");
            }
            first.rollback();
        }
        assertEquals("", color());
    }

    @Test
    void aKeyIsBoundToWhoAskedForWhat() {
        set(key, "color", "blue");
        assertThrows(BadRequestException.class, () -> key(key.key(), "another body")
                .checkSameRequest(answers.find(key.key()).orElseThrow().key()));
        byte[] body = new byte[] {1};
        String uuid = key.key().toString();
        IdempotencyKey one = IdempotencyKey.of(uuid, "ann", "POST", "/a", body);
        assertEquals(one, IdempotencyKey.of(uuid, "ann", "POST", "/a", body));
        for (IdempotencyKey other : List.of(
                IdempotencyKey.of(uuid, "bob", "POST", "/a", body),
                IdempotencyKey.of(uuid, "ann", "DELETE", "/a", body),
                IdempotencyKey.of(uuid, "ann", "POST", "/b", body),
                IdempotencyKey.of(uuid, "annPOST", "", "/a", body),
                IdempotencyKey.of(uuid, "ann", "POST", "/a", new byte[] {2}))) {
            assertThrows(BadRequestException.class, () -> other.checkSameRequest(one));
        }
    }

    @Test
    void oldAnswersAreForgottenAndYoungOnesKept() throws SQLException {
        IdempotencyKey old = key(UUID.randomUUID(), "old");
        answers.keep(old, Answer.NO_CONTENT);
        try (Connection connection = database.open();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE idempotency_answer SET answered_at = now() - interval '2 hours'");
        }
        answers.keep(key, Answer.NO_CONTENT);
        assertEquals(1, answers.removeOld(10));
        assertTrue(answers.find(old.key()).isEmpty());
        assertTrue(answers.find(key.key()).isPresent());
    }

    private void insert(Connection connection) throws SQLException {
        Statements statements = new Statements(connection);
        AnswerStore.insert(statements, key, Answer.NO_CONTENT, isKept -> assertTrue(isKept));
        statements.run();
    }

    private void set(IdempotencyKey request, String property, String value) {
        KeyedRequest.begin(request, null);
        try {
            catalog.commitOne(new TableChange.Update(
                    ORDERS, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of(property, value)))));
        } finally {
            KeyedRequest.end();
        }
    }

    private String color() {
        return catalog.catalog().find(ORDERS).orElseThrow().metadata().property("color", "");
    }

    private static IdempotencyKey key(UUID key, String body) {
        return IdempotencyKey.of(key.toString(), "owner", "POST", "/t", body.getBytes(StandardCharsets.UTF_8));
    }
}
