package org.boathouse.bench.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what clients were told with what is there: acknowledged operations are in exactly once, refused ones are not,
 * unknown ones are in or out but never by half, and no file is missing that a snapshot needs.
 */
final class HistoryCheck {
    private final List<String> violations = new ArrayList<>();
    private final Map<String, TableSeen> tables = new HashMap<>();
    /** Tables of which nothing may be left. */
    private final Set<String> forgettable;

    private HistoryCheck(Set<String> forgettable) {
        this.forgettable = forgettable;
    }

    /**
     * One sentence for each promise that was broken; none if all were kept.
     *
     * @param forgottenBefore a table that was dropped before may be gone for good; one that was dropped since may not
     */
    static List<String> violations(List<Operation> operations, List<TableSeen> seen, Instant forgottenBefore) {
        HistoryCheck check = new HistoryCheck(droppedBefore(forgottenBefore, operations));
        check.index(seen);
        Map<String, Set<String>> names = new HashMap<>();
        Map<String, Set<Boolean>> mayLive = new HashMap<>();
        for (Operation operation : operations) {
            if (operation instanceof Operation.Append append) {
                check.append(append);
            } else if (operation instanceof Operation.SetProperty property) {
                check.property(property);
            } else if (operation instanceof Operation.Create create) {
                check.create(create);
                names.put(create.id(), new HashSet<>(Set.of(create.id())));
                mayLive.put(create.id(), new HashSet<>(Set.of(true)));
            } else if (operation instanceof Operation.Rename rename) {
                follow(names.get(rename.table()), rename.to(), rename.outcome());
            } else if (operation instanceof Operation.Drop drop) {
                follow(mayLive.get(drop.table()), false, drop.outcome());
            } else if (operation instanceof Operation.Expire expire) {
                check.expire(expire);
            }
        }
        check.nothingUnasked(operations);
        check.nothingLetGoUnasked(operations);
        check.tables.values().forEach(table -> check.place(table, names, mayLive));
        return check.violations;
    }

    private static Set<String> droppedBefore(Instant time, List<Operation> operations) {
        return operations.stream()
                .filter(operation -> operation instanceof Operation.Drop drop
                        && drop.outcome() != Outcome.REFUSED
                        && drop.asked().isBefore(time))
                .map(operation -> ((Operation.Drop) operation).table())
                .collect(Collectors.toSet());
    }

    /** Whether nothing is left of a table, as it may be. */
    private boolean isForgotten(String table) {
        return !tables.containsKey(table) && forgettable.contains(table);
    }

    private static <T> void follow(Set<T> possible, T next, Outcome outcome) {
        if (outcome == Outcome.ACKNOWLEDGED) {
            possible.clear();
        }
        if (outcome != Outcome.REFUSED) {
            possible.add(next);
        }
    }

    private void index(List<TableSeen> seen) {
        for (TableSeen table : seen) {
            if (tables.put(table.born(), table) != null) {
                violations.add("There are two tables that were created as %s".formatted(table.born()));
            }
            table.missing().forEach(file -> violations.add("%s needs %s, which is gone".formatted(table.name(), file)));
        }
    }

    private void append(Operation.Append append) {
        Set<Boolean> in = new HashSet<>();
        for (String name : append.tables()) {
            TableSeen table = tables.get(name);
            if (isForgotten(name)) {
                continue;
            }
            if (table == null) {
                violations.add("%s went to %s, which is gone without a trace".formatted(append.id(), name));
                continue;
            }
            int times = Collections.frequency(table.history(), append.id());
            int files = Collections.frequency(table.files(), append.id());
            in.add(times > 0);
            judge(append, times, "in the history of " + table.name());
            if (times != files) {
                violations.add("%s is %d times in the history of %s and %d times among its files"
                        .formatted(append.id(), times, table.name(), files));
            }
        }
        if (in.size() > 1) {
            violations.add("%s was applied by half: to some of %s only".formatted(append.id(), append.tables()));
        }
    }

    private void property(Operation.SetProperty property) {
        if (isForgotten(property.table())) {
            return;
        }
        TableSeen table = tables.get(property.table());
        boolean in = table != null && table.properties().contains(property.id());
        judge(property, in ? 1 : 0, "among the properties of " + property.table());
    }

    private void create(Operation.Create create) {
        if (!isForgotten(create.id())) {
            judge(create, tables.containsKey(create.id()) ? 1 : 0, "among the tables");
        }
    }

    private void expire(Operation.Expire expire) {
        TableSeen table = tables.get(expire.table());
        if (table != null && expire.outcome() == Outcome.ACKNOWLEDGED) {
            expire.snapshots().stream()
                    .filter(table.snapshots()::contains)
                    .forEach(snapshot -> violations.add(
                            "%s keeps snapshot %d, which %s let go".formatted(table.name(), snapshot, expire.id())));
        }
    }

    private void judge(Operation operation, int times, String where) {
        boolean kept =
                switch (operation.outcome()) {
                    case ACKNOWLEDGED -> times == 1;
                    case REFUSED -> times == 0;
                    case UNKNOWN -> times <= 1;
                };
        if (!kept) {
            violations.add("%s, %s, is %d times %s"
                    .formatted(operation.id(), operation.outcome().name().toLowerCase(Locale.ROOT), times, where));
        }
    }

    private void nothingUnasked(List<Operation> operations) {
        Set<String> asked = operations.stream().map(Operation::id).collect(Collectors.toSet());
        for (TableSeen table : tables.values()) {
            table.history().stream()
                    .filter(id -> !asked.contains(id))
                    .forEach(id -> violations.add("%s holds %s, which nobody asked for".formatted(table.name(), id)));
        }
    }

    private void nothingLetGoUnasked(List<Operation> operations) {
        Set<String> asked = operations.stream()
                .filter(operation -> operation instanceof Operation.Expire && operation.outcome() != Outcome.REFUSED)
                .map(operation -> ((Operation.Expire) operation).table())
                .collect(Collectors.toSet());
        tables.values().stream()
                .filter(table -> table.isShortened() && !asked.contains(table.born()))
                .forEach(table ->
                        violations.add("%s has lost snapshots, which nobody asked for".formatted(table.name())));
    }

    private void place(TableSeen table, Map<String, Set<String>> names, Map<String, Set<Boolean>> mayLive) {
        if (!names.containsKey(table.born())) {
            violations.add("Nobody asked for a table %s".formatted(table.born()));
            return;
        }
        if (!names.get(table.born()).contains(table.name())) {
            violations.add("The table created as %s is called %s, and may only be called one of %s"
                    .formatted(table.born(), table.name(), names.get(table.born())));
        }
        if (!mayLive.get(table.born()).contains(table.live())) {
            violations.add("%s is %s, and nobody was told so"
                    .formatted(table.name(), table.live() ? "live again" : "dropped"));
        }
    }
}
