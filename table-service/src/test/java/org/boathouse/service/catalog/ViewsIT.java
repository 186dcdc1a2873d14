package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.ImmutableSQLViewRepresentation;
import org.apache.iceberg.view.ImmutableViewVersion;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.apache.iceberg.view.ViewVersion;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Views against a real PostgreSQL: one space of names with tables, and commits that lose nothing. */
@ExtendWith(StoresExtension.class)
class ViewsIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Namespace NS = Namespace.of("ns");
    private static final TableIdentifier VIEW = TableIdentifier.of(NS, "view");
    private static final ViewVersion VERSION = ImmutableViewVersion.builder()
            .versionId(1)
            .schemaId(0)
            .timestampMillis(1)
            .defaultNamespace(NS)
            .addRepresentations(ImmutableSQLViewRepresentation.builder()
                    .dialect("spark")
                    .sql("SELECT 1 AS id")
                    .build())
            .build();

    private final InMemoryFileIO bucket = new InMemoryFileIO();
    private Replica replica;
    private PostgresCatalog tables;
    private PostgresViews views;

    @BeforeEach
    void open(PostgresAddress address) {
        replica = new Replica(new FaultyDataSource(address).dataSource(), bucket);
        tables = replica.catalog;
        views = replica.views;
        tables.ensureNamespace(NS);
    }

    @Test
    void aViewAndItsMetadataFileSayTheSame() {
        MetadataDocument made = create(VIEW);
        MetadataDocument changed = set("a", "b");
        ViewMetadata file = ViewMetadataParser.read(bucket.newInputFile(changed.location()));
        assertEquals("b", file.properties().get("a"));
        assertEquals(
                new String(changed.json(), StandardCharsets.UTF_8),
                new String(views.load(VIEW).json(), StandardCharsets.UTF_8));
        assertTrue(bucket.fileExists(made.location()), "nothing is deleted");
        assertTrue(file.location().startsWith("s3://lake/_tables/view-"), file.location());
    }

    /** Spark 4.1 with Iceberg 1.12 gives them ids from zero. */
    @Test
    void aViewsFieldsMayBeCountedFromZero() {
        Schema fromZero = new Schema(Types.NestedField.optional(0, "id", Types.LongType.get()));

        MetadataDocument made = views.create(VIEW, fromZero, VERSION, Map.of());

        ViewMetadata file = ViewMetadataParser.read(bucket.newInputFile(made.location()));
        assertEquals("id", file.schema().findColumnName(0));
    }

    @Test
    void aCommitWhoseRequirementDoesNotHoldChangesNothing() {
        MetadataDocument made = create(VIEW);
        assertThrows(
                CommitFailedException.class,
                () -> views.commit(
                        VIEW,
                        List.of(new UpdateRequirement.AssertViewUUID("00000000-0000-0000-0000-000000000000")),
                        List.of(new MetadataUpdate.SetProperties(Map.of("a", "b")))));
        assertEquals(made.location(), views.load(VIEW).location());
    }

    @Test
    void concurrentCommitsAreAllKept() throws Exception {
        create(VIEW);
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            List<Future<MetadataDocument>> done = clients.invokeAll(
                    List.of(() -> set("a", "1"), () -> set("b", "2"), () -> set("c", "3"), () -> set("d", "4")));
            for (Future<MetadataDocument> one : done) {
                one.get();
            }
        } finally {
            clients.shutdownNow();
        }
        ViewMetadata metadata =
                ViewMetadataParser.fromJson(new String(views.load(VIEW).json(), StandardCharsets.UTF_8));
        assertEquals(Map.of("a", "1", "b", "2", "c", "3", "d", "4"), metadata.properties());
    }

    @Test
    void aTableAndAViewOfOneNameNeverBothComeToBe() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20; round++) {
                TableIdentifier name = TableIdentifier.of(NS, "contested" + round);
                CountDownLatch start = new CountDownLatch(1);
                Future<Boolean> table = clients.submit(() -> {
                    start.await();
                    return succeeds(
                            () -> tables.commit(List.of(new TableChange.Create(name, SCHEMA, null, null, Map.of()))));
                });
                Future<Boolean> view = clients.submit(() -> {
                    start.await();
                    return succeeds(() -> create(name));
                });
                start.countDown();
                assertTrue(table.get() ^ view.get(), "exactly one of both has the name " + name);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void aNameIsFreeAgainOnceItsBearerIsGone() {
        create(VIEW);
        TableChange.Create table = new TableChange.Create(VIEW, SCHEMA, null, null, Map.of());
        assertThrows(AlreadyExistsException.class, () -> tables.commit(List.of(table)));
        assertThrows(NamespaceNotEmptyException.class, () -> replica.namespaces.drop(NS));
        views.drop(VIEW);
        tables.commit(List.of(table));
        assertThrows(AlreadyExistsException.class, () -> create(VIEW));
        tables.rename(VIEW, TableIdentifier.of(NS, "elsewhere"));
        create(VIEW);
        assertThrows(AlreadyExistsException.class, () -> tables.rename(TableIdentifier.of(NS, "elsewhere"), VIEW));
        views.rename(VIEW, TableIdentifier.of(NS, "renamed"));
        tables.rename(TableIdentifier.of(NS, "elsewhere"), VIEW);
        tables.drop(VIEW);
        create(VIEW);
    }

    @Test
    void aDroppedViewIsRegisteredFromItsMetadataAndNothingElseIs() {
        MetadataDocument made = create(VIEW);
        views.drop(VIEW);
        assertEquals(made.location(), views.register(VIEW, made.location()).location());
        TableIdentifier other = TableIdentifier.of(NS, "other");
        assertThrows(BadRequestException.class, () -> views.register(other, "s3://elsewhere/v.metadata.json"));
        assertThrows(BadRequestException.class, () -> views.register(other, "s3://lake/_tables/none.metadata.json"));
        String table = tables.commit(List.of(new TableChange.Create(other, SCHEMA, null, null, Map.of())))
                .get(0)
                .metadataLocation();
        tables.drop(other);
        assertThrows(BadRequestException.class, () -> views.register(other, table));
        assertThrows(
                NoSuchNamespaceException.class,
                () -> views.register(TableIdentifier.of("none", "view"), made.location()));
    }

    @Test
    void viewsAreListedInPagesAndWithoutTables() {
        List<TableIdentifier> names = IntStream.range(0, 5)
                .mapToObj(i -> TableIdentifier.of(NS, "v" + i))
                .toList();
        names.forEach(this::create);
        tables.commit(List.of(new TableChange.Create(TableIdentifier.of(NS, "t"), SCHEMA, null, null, Map.of())));
        Page<TableIdentifier> first = views.in(NS, PageRequest.of("", "3"));
        Page<TableIdentifier> rest = views.in(NS, PageRequest.of(first.nextToken(), "3"));
        assertEquals(names.subList(0, 3), first.items());
        assertEquals(names.subList(3, 5), rest.items());
        assertNull(rest.nextToken());
        assertEquals(names, views.in(NS, PageRequest.of(null, null)).items());
    }

    @Test
    void aViewIsNotMovedByASetLocation() {
        String before = views.placeOf(create(VIEW));
        MetadataDocument after =
                views.commit(VIEW, List.of(), List.of(new MetadataUpdate.SetLocation("s3://elsewhere/view")));
        assertEquals(before, views.placeOf(after));
    }

    private MetadataDocument create(TableIdentifier view) {
        return views.create(view, SCHEMA, VERSION, Map.of());
    }

    private MetadataDocument set(String key, String value) {
        return views.commit(VIEW, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of(key, value))));
    }

    private static boolean succeeds(Runnable creation) {
        try {
            creation.run();
            return true;
        } catch (AlreadyExistsException e) {
            return false;
        }
    }
}
