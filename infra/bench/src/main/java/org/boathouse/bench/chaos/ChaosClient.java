package org.boathouse.bench.chaos;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;

/** One user of Iceberg's own client: picks a replica and an operation at random, and writes down what it was told. */
final class ChaosClient {
    static final List<Namespace> NAMESPACES = List.of(Namespace.of("chaos"), Namespace.of("chaos", "other"));
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Map<String, String> PROPERTIES = Map.of(
            "commit.retry.num-retries", "4",
            "commit.retry.min-wait-ms", "20",
            "commit.manifest.min-count-to-merge", "5",
            "write.metadata.previous-versions-max", "10",
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
        if (dice < 44) {
            append(one(slots));
        } else if (dice < 53) {
            setProperty(one(slots));
        } else if (dice < 75) {
            appendToTwo(one(slots), one(slots));
        } else if (dice < 83) {
            rename(one(own));
        } else if (dice < 89) {
            replace(one(own));
        } else if (dice < 95) {
            expire(one(own));
        } else {
            read(one(slots));
        }
    }

    private void append(Slot slot) {
        load(slot).ifPresent(table -> {
            String id = nextId("append");
            AppendFiles append = random.nextBoolean()
                    ? table.table().newAppend()
                    : table.table().newFastAppend();
            append.appendFile(table.write(id)).set(ChaosTable.OPERATION, id);
            Outcome outcome = outcome(append::commit);
            if (outcome == Outcome.ACKNOWLEDGED) {
                journal.acknowledged(table.born(), table.metadata().lastSequenceNumber());
            }
            journal.add(new Operation.Append(id, List.of(table.born()), outcome));
        });
    }

    private void setProperty(Slot slot) {
        load(slot).ifPresent(table -> {
            String id = nextId("property");
            Outcome outcome = outcome(() -> table.table()
                    .updateProperties()
                    .set(ChaosTable.OPERATION + "." + id, "set")
                    .commit());
            journal.add(new Operation.SetProperty(id, table.born(), outcome));
        });
    }

    private void appendToTwo(Slot first, Slot second) {
        Optional<ChaosTable> one = load(first);
        Optional<ChaosTable> two = load(second);
        if (one.isEmpty() || two.isEmpty() || one.get().born().equals(two.get().born())) {
            return;
        }
        String id = nextId("transaction");
        List<ChaosTable> tables = List.of(one.get(), two.get());
        // Beginning a transaction loads its table once more.
        answer(() -> tables.stream().map(table -> table.append(id)).toList()).ifPresent(parts -> commit(id, parts));
    }

    private void commit(String id, List<BaseTransaction> parts) {
        List<TableCommit> commits = parts.stream()
                .map(part -> TableCommit.create(
                        new ChaosTable(part.table()).name(), part.startMetadata(), part.currentMetadata()))
                .toList();
        Outcome outcome = outcome(() -> catalog().commitTransaction(commits));
        List<String> tables =
                parts.stream().map(part -> new ChaosTable(part.table()).born()).toList();
        if (outcome == Outcome.ACKNOWLEDGED) {
            for (int i = 0; i < parts.size(); i++) {
                journal.acknowledged(
                        tables.get(i), parts.get(i).currentMetadata().lastSequenceNumber());
            }
        }
        journal.add(new Operation.Append(id, tables, outcome));
    }

    /** Lets old snapshots of the slot's table go, so that the collector has files to delete next to those that are needed. */
    private void expire(Slot slot) {
        load(slot).filter(table -> !table.outdated().isEmpty()).ifPresent(table -> {
            String id = nextId("expire");
            Set<Long> snapshots = table.outdated();
            TableMetadata without = TableMetadata.buildFrom(table.metadata())
                    .removeSnapshots(snapshots)
                    .build();
            TableCommit commit = TableCommit.create(table.name(), table.metadata(), without);
            Outcome outcome = outcome(() -> catalog().commitTransaction(List.of(commit)));
            journal.add(new Operation.Expire(id, table.born(), snapshots, outcome));
        });
    }

    /** Whether what the slot's table needs now is there now, whatever becomes of the table later. */
    private void read(Slot slot) {
        load(slot).ifPresent(table -> answer(() -> table.missingFile(random)).ifPresent(missing -> {
            journal.read();
            missing.ifPresent(file -> {
                long head = table.table().currentSnapshot().snapshotId();
                // It may have been let go since it was loaded.
                load(slot)
                        .filter(now ->
                                now.born().equals(table.born()) && now.table().snapshot(head) != null)
                        .ifPresent(now -> journal.broken(
                                "%s needs %s, which was gone when it was read".formatted(table.born(), file)));
            });
        }));
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
            Instant asked = Instant.now();
            Outcome told = outcome(() -> dropped[0] = catalog().dropTable(old.name(), false));
            Outcome outcome = told == Outcome.ACKNOWLEDGED && !dropped[0] ? Outcome.UNKNOWN : told;
            journal.add(new Operation.Drop(nextId("drop"), old.born(), asked, outcome));
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
                .withProperty(ChaosTable.BORN, name.toString())
                .create());
        journal.add(new Operation.Create(name.toString(), outcome));
        if (outcome == Outcome.ACKNOWLEDGED || outcome == Outcome.UNKNOWN && isThere(name)) {
            slot.put(new Slot.Place(name.toString(), name));
        }
    }

    private Optional<ChaosTable> load(Slot slot) {
        Slot.Place place = slot.place();
        if (place == null) {
            return Optional.empty();
        }
        long mustSee = journal.mustSee(place.born());
        Optional<ChaosTable> table = answer(() -> new ChaosTable(catalog().loadTable(place.name())));
        table.filter(found -> found.born().equals(place.born()))
                .ifPresent(found ->
                        journal.loaded(place.born(), mustSee, found.metadata().lastSequenceNumber()));
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
}
