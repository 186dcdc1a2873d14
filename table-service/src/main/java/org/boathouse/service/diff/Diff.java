package org.boathouse.service.diff;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.evolution.SchemaChange;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.query.LakeRows;
import org.boathouse.service.state.AsOf;
import org.boathouse.service.state.SnapshotFiles;

/** Tells two points of a table's history apart. Changes nothing. */
@Singleton
final class Diff {
    private static final int SQL_NAME_PARTS = 3;

    private final LakeRows lake;

    Diff(LakeRows lake) {
        this.lake = lake;
    }

    /**
     * @param rowsMax how many changed rows are shown
     * @throws LakeFailure NOT_FOUND for a point that is not there
     */
    DiffReport between(StoredTable table, String from, String to, int rowsMax, long offset, Instant now) {
        DiffPoint before = DiffPoint.of(from, AsOf.parse(from, now), table);
        DiffPoint after = DiffPoint.of(to, AsOf.parse(to, now), table);
        TableMetadata metadata = table.metadata();
        List<String> notes = new ArrayList<>();
        return new DiffReport(
                table.identifier().toString(),
                before.report(),
                after.report(),
                before.shape(metadata).changesTo(after.shape(metadata)).stream()
                        .map(Diff::shape)
                        .toList(),
                properties(before, after, notes),
                files(table, before, after),
                rows(table, before, after, rowsMax, offset, notes),
                notes);
    }

    private static DiffReport.FileChanges files(StoredTable table, DiffPoint from, DiffPoint to) {
        return SnapshotFiles.readManifests(
                table.table(),
                () -> Stream.of(from, to)
                        .flatMap(point -> point.snapshot().stream())
                        .toList(),
                () -> FileDifference.between(
                        from.snapshot(),
                        to.snapshot(),
                        table.metadata(),
                        table.table().io()));
    }

    private static DiffReport.Shape shape(SchemaChange change) {
        return new DiffReport.Shape(
                change.kind().name().toLowerCase(Locale.ROOT),
                change.column().orElse(null),
                change.says(),
                change.kind().readers().name().toLowerCase(Locale.ROOT),
                change.kind().writers().name().toLowerCase(Locale.ROOT));
    }

    private static List<DiffReport.Property> properties(DiffPoint from, DiffPoint to, List<String> notes) {
        for (DiffPoint point : List.of(from, to)) {
            if (point.metadata().isEmpty()) {
                notes.add("What the properties, the partitioning and the sort order were at %s is no longer known"
                        .formatted(point.asked()));
                return List.of();
            }
        }
        Map<String, String> before = from.metadata().orElseThrow().properties();
        Map<String, String> after = to.metadata().orElseThrow().properties();
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(before.get(key), after.get(key)))
                .map(key -> new DiffReport.Property(key, before.get(key), after.get(key)))
                .toList();
    }

    private DiffReport.RowChanges rows(
            StoredTable table, DiffPoint from, DiffPoint to, int rowsMax, long offset, List<String> notes) {
        if (from.snapshot().isEmpty() || to.snapshot().isEmpty()) {
            return null;
        }
        if (!isReachedBySql(table.identifier())) {
            notes.add("Rows are counted only: SQL reaches tables of three names without capital letters,"
                    + " <domain>.<layer>.<table>");
            return null;
        }
        RowDifference difference = new RowDifference(nameInSql(table.identifier()), from, to);
        if (!difference.hasKey()) {
            notes.add("Rows are counted only: the table has no key that tells them apart at both points");
            return null;
        }
        if (!difference.notCompared().isEmpty()) {
            notes.add("Not compared, for their types have nothing in common: " + difference.notCompared());
        }
        try {
            return difference.read(lake, rowsMax, offset);
        } catch (LakeFailure e) {
            notes.add("Rows are counted only: " + e.getMessage());
            return null;
        }
    }

    private static boolean isReachedBySql(TableIdentifier table) {
        String name = table.toString();
        return table.namespace().length() + 1 == SQL_NAME_PARTS && name.equals(name.toLowerCase(Locale.ROOT));
    }

    /** Clients give namespaces and tables names with spaces and quotation marks too. */
    private static String nameInSql(TableIdentifier table) {
        return Stream.concat(Stream.of(table.namespace().levels()), Stream.of(table.name()))
                .map(LakeRows::quoted)
                .collect(Collectors.joining("."));
    }
}
