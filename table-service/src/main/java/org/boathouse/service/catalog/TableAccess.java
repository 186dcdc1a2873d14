package org.boathouse.service.catalog;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.rest.credentials.Credential;

/**
 * What a client is told, with a table, about reaching its files without keys of its own. Nothing, unless it asks: clients that
 * have keys keep using them.
 *
 * @param config Iceberg's properties for this table
 * @param credentials temporary keys to its files; secret
 * @param tag the same for the same config and the same keys; no secret
 */
record TableAccess(Map<String, String> config, List<Credential> credentials, String tag) {
    static final TableAccess BY_ITSELF = new TableAccess(Map.of(), List.of(), "");

    TableAccess {
        config = new TreeMap<>(config);
        credentials = List.copyOf(credentials);
    }

    /** A way that is told by properties alone, the same each time. */
    static TableAccess told(Map<String, String> config) {
        return new TableAccess(config, List.of(), new TreeMap<>(config).toString());
    }

    boolean isSecret() {
        return !credentials.isEmpty();
    }

    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "TableAccess[" + tag + "]";
    }
}
