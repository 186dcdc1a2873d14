package org.boathouse.contract.odcs;

import static org.boathouse.contract.document.Shape.TEXT;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.boathouse.contract.document.Mapping;
import org.boathouse.contract.document.Node;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.document.Shape;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.contract.retention.Span;

/**
 * The custom property {@code snapshotRetention} of a contract: how long the history of its tables is kept. ODCS's own
 * {@code retention}, among {@code slaProperties}, is about rows, by a column of theirs.
 */
final class RetentionBinding {
    private static final String MAX_SNAPSHOT_AGE = "maxSnapshotAge";
    private static final String MIN_SNAPSHOTS_TO_KEEP = "minSnapshotsToKeep";
    private static final String MAX_REF_AGE = "maxRefAge";
    private static final Mapping SHAPE =
            Mapping.empty().with(TEXT, MAX_SNAPSHOT_AGE, MAX_REF_AGE).with(Shape.integerFrom(1), MIN_SNAPSHOTS_TO_KEEP);

    private final Binding binding;
    private final Node node;

    RetentionBinding(Binding binding, Node node) {
        this.binding = binding;
        this.node = node;
    }

    /** As far as it is right; what is wrong is told. */
    SnapshotRetention retention() {
        Problems shape = new Problems();
        SHAPE.check(node.path(), node.value(), (path, says) -> {
            shape.add("", path, says);
            binding.problems().add(path, says);
        });
        if (!shape.isEmpty()) {
            return SnapshotRetention.NONE;
        }
        Optional<Integer> min = node.number(MIN_SNAPSHOTS_TO_KEEP)
                .map(number -> number.min(BigDecimal.valueOf(Integer.MAX_VALUE)))
                .map(BigDecimal::intValue);
        return new SnapshotRetention(span(MAX_SNAPSHOT_AGE), min, span(MAX_REF_AGE));
    }

    private Optional<Duration> span(String key) {
        return node.get(key)
                .flatMap(at ->
                        binding.attempt(at, () -> Span.parse(key, at.value().toString())));
    }
}
