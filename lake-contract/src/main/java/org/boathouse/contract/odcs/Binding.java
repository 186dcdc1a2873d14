package org.boathouse.contract.odcs;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.boathouse.contract.document.Nearest;
import org.boathouse.contract.document.Node;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.failure.LakeFailure;

/**
 * What every part of the second step needs: giving a valid document its meaning for the lake.
 *
 * @param file the document's name
 * @param texts path, resolved against the document's folder, to the text of a file there
 */
record Binding(String file, Function<String, Optional<String>> texts, Problems.InFile problems) {
    static final String REFINEMENT = "refinement";
    static final String PARTITION_TRANSFORM = "partitionTransform";
    static final String SNAPSHOT_RETENTION = "snapshotRetention";
    private static final Collection<String> OWN_PROPERTIES =
            List.of(REFINEMENT, PARTITION_TRANSFORM, SNAPSHOT_RETENTION);

    void problem(Node at, String says) {
        problems.add(at.path(), says);
    }

    /** The result, or the failure told at the node. */
    <T> Optional<T> attempt(Node at, Supplier<T> result) {
        try {
            return Optional.of(result.get());
        } catch (LakeFailure e) {
            problem(at, e.getMessage());
            return Optional.empty();
        }
    }

    /** The value of a custom property; others' are theirs, but one that is almost ours is a slip. */
    Optional<Node> customProperty(Node element, String name) {
        Optional<Node> found = Optional.empty();
        for (Node property : element.list("customProperties")) {
            String is = property.text("property").orElse("");
            if (is.equals(name)) {
                found = property.get("value");
            } else if (!OWN_PROPERTIES.contains(is)
                    && Nearest.to(is, List.of(name)).isPresent()) {
                problems.add(property.path() + ".property", "'" + is + "' is unknown; did you mean " + name + "?");
            }
        }
        return found;
    }
}
