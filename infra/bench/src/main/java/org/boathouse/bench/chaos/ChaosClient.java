package org.boathouse.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;

/** One user of Iceberg's own client: picks a replica and an operation at random, and writes down what it was told. */
final class ChaosClient {
    static final String OPERATION = "chaos.op";
    static final String BORN = "chaos.born";
    static final List<Namespace> NAMESPACES = List.of(Namespace.of("chaos"), Namespace.of("chaos", "other"));
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Map<String, String> PROPERTIES = Map.of(
            "commit.retry.num-retries", "4",
            "commit.retry.min-wait-ms", "20",
            "commit.manifest.min-count-to-merge", "5",
            "gc.enabled", "false");

    private final int number;
    private final List<RESTCatalog> catalogs;
    private final List<Slot> slots;
    private final List<Slot> own;
    private final Journal journal;
    private final Random random;
    private int operations;

    ChaosClient(int number, List<RESTCatalog> catalogs, List<Slot> slots, Journal journal, long seed) {
        this.number = number;
        this.catalogs = catalogs;
        this.slots = slots;
        this.own = slots.stream().filter(slot -> slot.owner() == number).toList();
        this.journal = journal;
        this.random = new Random(seed * 31 + number);
    }

    /** Gives each slot of its own a table. */
    void begin() {
        own.forEach(this::create);
    }

    /** One operation, or none where the table it would have changed is not to be found. */
    void step() {
        int dice = random.nextInt(100);
        if (dice < 50) {
            append(one(slots));
        } else if (dice < 60) {
            setProperty(one(slots));
        } else if (dice < 85) {
            appendToTwo(one(slots), one(slots));
        } else if (dice < 94) {
            rename(one(own));
        } else {
            replace(one(own));
        }
    }

    private void append(Slot slot) {
        load(slot).ifPresent(table -> {
            String id = nextId("append");
            AppendFiles append = random.nextBoolean() ? table.newAppend() : table.newFastAppend();
            append.appendFile(file(table, id)).set(OPERATION, id);
            Outcome outcome = outcome(append::commit);
            if (outcome == Outcome.ACKNOWLEDGED) {
                journal.acknowledged(born(table), metadata(table).lastSequenceNumber());
            }
            journal.add(new Operation.Append(id, List.of(born(table)), outcome));
        });
    }

    private void setProperty(Slot slot) {
        load(slot).ifPresent(table -> {
            String id = nextId("property");
            Outcome outcome = outcome(() ->
                    table.updateProperties().set(OPERATION + "." + id, "set").commit());
            journal.add(new Operation.SetProperty(id, born(table), outcome));
        });
    }

    private void appendToTwo(Slot first, Slot second) {
        Optional<Table> one = load(first);
        Optional<Table> two = load(second);
        if (one.isEmpty() || two.isEmpty() || born(one.get()).equals(born(two.get()))) {
            return;
        }
        String id = nextId("transaction");
        List<Table> tables = List.of(one.get(), two.get());
        // Beginning a transaction loads its table once more.
        answer(() -> tables.stream().map(table -> part(table, id)).toList()).ifPresent(parts -> commit(id, parts));
    }

    private void commit(String id, List<BaseTransaction> parts) {
        List<TableCommit> commits = parts.stream()
                .map(part -> TableCommit.create(identifier(part.table()), part.startMetadata(), part.currentMetadata()))
                .toList();
        Outcome outcome = outcome(() -> catalog().commitTransaction(commits));
        if (outcome == Outcome.ACKNOWLEDGED) {
            parts.forEach(part -> journal.acknowledged(
                    born(part.table()), part.currentMetadata().lastSequenceNumber()));
        }
        List<String> tables = parts.stream().map(part -> born(part.table())).toList();
        journal.add(new Operation.Append(id, tables, outcome));
    }

    private static BaseTransaction part(Table table, String id) {
        Transaction transaction = table.newTransaction();
        transaction.newAppend().appendFile(file(table, id)).set(OPERATION, id).commit();
        return (BaseTransaction) transaction;
    }

    private void rename(Slot slot) {
        Slot.Place from = slot.place();
        if (from == null) {
            create(slot);
            return;
        }
        String id = nextId("rename");
        TableIdentifier to = freshName();
        Outcome outcome = outcome(() -> catalog().renameTable(from.name(), to));
        journal.add(new Operation.Rename(id, from.born(), to.toString(), outcome));
        if (outcome == Outcome.ACKNOWLEDGED || outcome == Outcome.UNKNOWN && isThere(to)) {
            slot.put(new Slot.Place(from.born(), to));
        }
    }

    /** Drops the slot's table and puts a new one in its place. */
    private void replace(Slot slot) {
        Slot.Place old = slot.place();
        if (old != null) {
            // The client repeats a drop whose answer is lost, and then finds nothing to drop: it says so, and means
            // either.
            boolean[] dropped = {false};
            Outcome told = outcome(() -> dropped[0] = catalog().dropTable(old.name(), false));
            Outcome outcome = told == Outcome.ACKNOWLEDGED && !dropped[0] ? Outcome.UNKNOWN : told;
            journal.add(new Operation.Drop(nextId("drop"), old.born(), outcome));
            if (outcome == Outcome.REFUSED || outcome == Outcome.UNKNOWN && isThere(old.name())) {
                return;
            }
        }
        create(slot);
    }

    private void create(Slot slot) {
        slot.put(null);
        TableIdentifier name = freshName();
        Outcome outcome = outcome(() -> catalog()
                .buildTable(name, SCHEMA)
                .withProperties(PROPERTIES)
                .withProperty(BORN, name.toString())
                .create());
        journal.add(new Operation.Create(name.toString(), outcome));
        if (outcome == Outcome.ACKNOWLEDGED || outcome == Outcome.UNKNOWN && isThere(name)) {
            slot.put(new Slot.Place(name.toString(), name));
        }
    }

    private Optional<Table> load(Slot slot) {
        Slot.Place place = slot.place();
        if (place == null) {
            return Optional.empty();
        }
        long mustSee = journal.mustSee(place.born());
        Optional<Table> table = answer(() -> catalog().loadTable(place.name()));
        table.filter(found -> born(found).equals(place.born()))
                .ifPresent(found ->
                        journal.loaded(place.born(), mustSee, metadata(found).lastSequenceNumber()));
        return table;
    }

    private boolean isThere(TableIdentifier name) {
        return answer(() -> catalog().tableExists(name)).orElse(false);
    }

    private static <T> Optional<T> answer(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (RuntimeException e) {
            // A question changes nothing, and going without an answer is a client's daily life here.
            return Optional.empty();
        }
    }

    private static Outcome outcome(Runnable change) {
        try {
            change.run();
            return Outcome.ACKNOWLEDGED;
        } catch (RuntimeException e) {
            return Outcome.of(e);
        }
    }

    private static DataFile file(Table table, String id) {
        String location = "%s/data/%s.bin".formatted(table.location(), id);
        byte[] content = id.getBytes(StandardCharsets.UTF_8);
        try (PositionOutputStream out = table.io().newOutputFile(location).createOrOverwrite()) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(location)
                .withFormat("parquet")
                .withFileSizeInBytes(content.length)
                .withRecordCount(1)
                .build();
    }

    private TableIdentifier freshName() {
        return TableIdentifier.of(one(NAMESPACES), nextId("table"));
    }

    private String nextId(String kind) {
        operations++;
        return "%s-%d-%d".formatted(kind, number, operations);
    }

    private RESTCatalog catalog() {
        return one(catalogs);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Iceberg puts the catalog's name before a table's. */
    private static TableIdentifier identifier(Table table) {
        return TableIdentifier.parse(table.name().substring(table.name().indexOf('.') + 1));
    }

    private static String born(Table table) {
        return table.properties().get(BORN);
    }

    private static TableMetadata metadata(Table table) {
        return ((HasTableOperations) table).operations().current();
    }
}
