package org.boathouse.service.product;

import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Domain;
import org.boathouse.contract.layout.Layer;
import org.boathouse.contract.layout.TableName;

/** Tables as contracts name them and as the catalog does. */
public final class LakeNames {
    private LakeNames() {}

    public static TableIdentifier identifier(TableName name) {
        return TableIdentifier.of(Namespace.of(name.namespace().toArray(String[]::new)), name.table());
    }

    /** Empty for tables that no contract can name. */
    public static Optional<TableName> of(TableIdentifier table) {
        Namespace namespace = table.namespace();
        if (namespace.length() != 2
                || !Domain.isValid(namespace.level(0))
                || Layer.of(namespace.level(1)).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TableName(
                    new Domain(namespace.level(0)), Layer.of(namespace.level(1)).orElseThrow(), table.name()));
        } catch (LakeFailure notOfTheLayout) {
            return Optional.empty();
        }
    }
}
