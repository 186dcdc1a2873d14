package org.boathouse.contract.layout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The medallion layers, from files as they came to published products. */
public enum Layer {
    RAW,
    BRONZE,
    SILVER,
    GOLD;

    /** The layer's name as it stands in namespaces and keys: lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Layer> of(String id) {
        return Arrays.stream(values()).filter(layer -> layer.id().equals(id)).findFirst();
    }
}
