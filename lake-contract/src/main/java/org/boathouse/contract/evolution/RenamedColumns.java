package org.boathouse.contract.evolution;

import java.util.List;
import java.util.Optional;
import org.boathouse.contract.odcs.Column;

/** Which columns have only another name: those that keep ODCS's stable {@code id}. */
public final class RenamedColumns {
    private RenamedColumns() {}

    /** The column of the old version that a column of the new one has renamed, if any. */
    public static Optional<Column> from(List<Column> before, List<Column> after, Column column) {
        boolean isNew = before.stream().noneMatch(old -> old.name().equals(column.name()));
        return before.stream()
                .filter(old -> isNew && column.id().isPresent() && old.id().equals(column.id()))
                .filter(old -> after.stream().noneMatch(still -> still.name().equals(old.name())))
                .findFirst();
    }
}
