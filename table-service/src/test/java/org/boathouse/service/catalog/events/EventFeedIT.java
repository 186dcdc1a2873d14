package org.boathouse.service.catalog.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.catalog.CatalogOverPostgres;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.TableChange;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The feed of events: nothing missed, nothing twice, one table's in order, whatever commits when. */
@ExtendWith(StoresExtension.class)
class EventFeedIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Namespace SILVER = Namespace.of("shop", "silver");
    private static final JsonMapper JSON = new JsonMapper();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private FaultyDataSource database;
    private LakeCatalog catalog;
    private EventFeed feed;

    @BeforeEach
    void open(PostgresAddress address) {
        database = new FaultyDataSource(address);
        catalog = new CatalogOverPostgres(database, new InMemoryFileIO()).catalog();
        feed = new EventFeed(database.database());
        catalog.ensureNamespace(SILVER);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void aTransactionHeldOpenHidesWhatIsCommittedAfterItUntilItEnds() throws SQLException {
        catalog.commit(List.of(create("early")));
        EventCursor cursor = EventCursor.parse(only("table.created").id());
        try (Connection slow = database.open()) {
            slow.setAutoCommit(false);
            CatalogEvents.append(
                    slow,
                    UUID.randomUUID(),
                    CatalogEvents.Kind.COMMITTED,
                    CatalogEvents.detail(TableIdentifier.of(SILVER, "slow")));
            catalog.commit(List.of(create("fast")));
            assertEquals(List.of(), feed.after(cursor, 10), "its event has the larger id, and would be passed over");
            slow.commit();
        }
        assertEquals(List.of("shop.silver.slow", "shop.silver.fast"), subjects(feed.after(cursor, 10)));
    }

    @Test
    void aTransactionRolledBackHoldsNothingBack() throws SQLException {
        try (Connection slow = database.open()) {
            slow.setAutoCommit(false);
            CatalogEvents.append(
                    slow,
                    UUID.randomUUID(),
                    CatalogEvents.Kind.COMMITTED,
                    CatalogEvents.detail(TableIdentifier.of(SILVER, "slow")));
            catalog.commit(List.of(create("fast")));
            slow.rollback();
        }
        assertEquals(List.of("shop.silver.fast"), subjects(feed.after(EventCursor.BEGINNING, 10)));
    }

    @Test
    void aReaderByPagesSeesEveryEventOnceAndEachTablesInOrderWhileWritersRace() throws Exception {
        List<String> names = List.of("a", "b", "c");
        for (String name : names) {
            catalog.commit(List.of(create(name)));
        }
        AtomicInteger writing = new AtomicInteger(4);
        List<Future<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            Random random = new Random(writer);
            String id = "w" + writer;
            writers.add(threads.submit((Callable<Void>) () -> {
                CatalogOverPostgres own = new CatalogOverPostgres(database, new InMemoryFileIO());
                for (int i = 0; i < 25; i++) {
                    race(own, names, random, id + "-" + i);
                }
                writing.decrementAndGet();
                return null;
            }));
        }
        List<CloudEvent> seen = new ArrayList<>();
        EventCursor cursor = EventCursor.BEGINNING;
        boolean last = false;
        while (true) {
            boolean quiet = writing.get() == 0;
            List<CloudEvent> page = feed.after(cursor, 3);
            seen.addAll(page);
            if (!page.isEmpty()) {
                cursor = EventCursor.parse(page.get(page.size() - 1).id());
            } else if (quiet && last) {
                break;
            } else {
                last = quiet;
                Thread.sleep(5);
            }
        }
        for (Future<Void> writer : writers) {
            writer.get();
        }
        assertEquals(rows("SELECT count(*) FROM catalog_event"), seen.size());
        assertEquals(seen.size(), seen.stream().map(CloudEvent::id).distinct().count());
        eachTablesEventsAreInOrder(seen);
    }

    /** Renames go there and back, commits carry on from what is there: losing a race is part of it. */
    private static void race(CatalogOverPostgres own, List<String> names, Random random, String value) {
        TableIdentifier table = TableIdentifier.of(SILVER, names.get(random.nextInt(names.size())));
        try {
            if (random.nextInt(4) == 0) {
                own.drop(table);
                own.catalog().commit(List.of(create(table.name())));
            } else {
                own.catalog().commit(List.of(set(table.name(), value)));
            }
        } catch (NoSuchTableException | AlreadyExistsException lost) {
            // Another writer dropped or made it meanwhile.
            assertFalse(lost.getMessage().isEmpty());
        }
    }

    /** Each commit's metadata file is numbered by the table's version: the numbers grow, and a drop comes last. */
    private static void eachTablesEventsAreInOrder(List<CloudEvent> seen) throws Exception {
        Map<String, Integer> versions = new HashMap<>();
        for (CloudEvent event : seen) {
            int before = versions.getOrDefault(event.partitionkey(), -1);
            assertTrue(before < Integer.MAX_VALUE, "after its drop: " + event);
            if (event.type().equals("org.boathouse.table.dropped")) {
                versions.put(event.partitionkey(), Integer.MAX_VALUE);
            } else {
                String file =
                        JSON.readTree(event.data()).path("metadata-location").asText();
                int version = Integer.parseInt(file.replaceFirst(".*/0*(\\d+)-.*", "$1"));
                assertEquals(before + 1, version, event.toString());
                versions.put(event.partitionkey(), version);
            }
        }
    }

    @Test
    void transactionsAreOrderedAsTheNumbersTheyAre() throws SQLException {
        try (Connection connection = database.open();
                Statement statement = connection.createStatement()) {
            for (String transaction : List.of("100", "9", "10")) {
                statement.execute("""
                        INSERT INTO catalog_event (transaction_id, table_id, kind, detail)
                        VALUES ('%1$s', gen_random_uuid(), 'table.created', '{"namespace":["t"],"name":"%1$s"}')""".formatted(transaction));
            }
        }
        assertEquals(List.of("t.9", "t.10"), subjects(feed.after(EventCursor.BEGINNING, 2)));
        assertEquals(List.of("t.100"), subjects(feed.after(new EventCursor(10, Long.MAX_VALUE / 10), 2)));
    }

    @Test
    void eventsPastTheirTimeAreRemovedAndALateReaderIsTold() throws SQLException {
        catalog.commit(List.of(create("a")));
        catalog.commit(List.of(set("a", "1")));
        List<CloudEvent> both = feed.after(EventCursor.BEGINNING, 10);
        try (Connection connection = database.open();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE catalog_event SET happened_at = now() - interval '8 days'");
        }
        catalog.commit(List.of(set("a", "2")));
        assertEquals(2, feed.removeOld(100));
        assertEquals(0, feed.removeOld(100));
        LakeFailure late = assertThrows(
                LakeFailure.class,
                () -> feed.after(EventCursor.parse(both.get(0).id()), 10));
        assertEquals(FailureKind.NOT_FOUND, late.kind());
        assertTrue(late.getMessage().contains(both.get(1).id()), late.getMessage());
        assertEquals(1, feed.after(EventCursor.parse(both.get(1).id()), 10).size(), "it has all that was removed");
        assertEquals(1, feed.after(EventCursor.BEGINNING, 10).size());
    }

    @Test
    void theFeedIsServedAsABatchOfCloudEvents(LakeProcess lake) throws Exception {
        String namespace = "events" + UUID.randomUUID().toString().replace("-", "");
        send(lake, "POST", "/iceberg/v1/namespaces", "{\"namespace\":[\"%s\"]}".formatted(namespace));
        send(lake, "POST", "/iceberg/v1/namespaces/" + namespace + "/tables", """
                {"name":"t.u","schema":{"type":"struct","fields":[{"id":1,"name":"id","required":true,"type":"long"}]}}""");
        String after = "";
        JsonNode found = null;
        while (found == null) {
            HttpResponse<String> page = send(lake, "GET", "/api/v1/events?limit=1000&after=" + after, null);
            assertEquals(200, page.statusCode(), page.body());
            assertTrue(
                    page.headers().firstValue("Content-Type").orElse("").startsWith(CloudEvent.BATCH_MEDIA_TYPE),
                    page.headers().toString());
            JsonNode events = JSON.readTree(page.body());
            assertFalse(events.isEmpty(), "the event was not in the feed");
            for (JsonNode event : events) {
                after = event.path("id").asText();
                if (event.path("subject").asText().equals(namespace + ".t.u")) {
                    found = event;
                }
            }
        }
        assertEquals("1.0", found.path("specversion").asText());
        assertEquals("org.boathouse.table.created", found.path("type").asText());
        assertEquals("/iceberg/v1", found.path("source").asText());
        assertEquals("t.u", found.path("data").path("name").asText());
        assertTrue(found.path("data").path("metadata-location").asText().startsWith("s3://"));
        assertEquals(400, send(lake, "GET", "/api/v1/events?after=x", null).statusCode());
        assertEquals(400, send(lake, "GET", "/api/v1/events?limit=0", null).statusCode());
        assertEquals(400, send(lake, "GET", "/api/v1/events?limit=1001", null).statusCode());
    }

    private CloudEvent only(String kind) {
        List<CloudEvent> events = feed.after(EventCursor.BEGINNING, 10);
        assertEquals(1, events.size());
        assertEquals("org.boathouse." + kind, events.get(0).type());
        return events.get(0);
    }

    private static List<String> subjects(List<CloudEvent> events) {
        return events.stream().map(CloudEvent::subject).toList();
    }

    private static TableChange create(String name) {
        return new TableChange.Create(
                TableIdentifier.of(SILVER, name),
                SCHEMA,
                PartitionSpec.unpartitioned(),
                SortOrder.unsorted(),
                Map.of());
    }

    private static TableChange set(String name, String value) {
        return new TableChange.Update(
                TableIdentifier.of(SILVER, name),
                List.of(),
                List.of(new MetadataUpdate.SetProperties(Map.of("value", value))));
    }

    private int rows(String count) throws SQLException {
        try (Connection connection = database.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(count)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static HttpResponse<String> send(LakeProcess lake, String method, String path, String body)
            throws Exception {
        HttpRequest request = lake.request(path)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
