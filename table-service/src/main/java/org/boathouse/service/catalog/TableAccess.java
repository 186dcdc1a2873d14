package org.boathouse.service.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.ResourcePaths;

/**
 * What a client is told, with a table, about reaching its files without keys of its own. Nothing, unless it asks: clients that
 * have keys keep using them.
 *
 * @param config Iceberg's properties for this table
 */
record TableAccess(Map<String, String> config) {
    /** The request header in which a client lists the ways it knows. */
    static final String HEADER = "X-Iceberg-Access-Delegation";

    static final TableAccess BY_ITSELF = new TableAccess(Map.of());
    private static final String REMOTE_SIGNING = "remote-signing";
    private static final ResourcePaths PATHS = ResourcePaths.forCatalogProperties(new TreeMap<>());

    TableAccess {
        config = new TreeMap<>(config);
    }

    /** @param asked the header's value, or null where there is none */
    static TableAccess asked(String asked, TableIdentifier table) {
        return asked != null
                        && Arrays.stream(asked.split(","))
                                .anyMatch(way ->
                                        way.strip().toLowerCase(Locale.ROOT).equals(REMOTE_SIGNING))
                // Relative to the catalog's address as the client knows it, which may be a proxy's.
                ? new TableAccess(
                        Map.of("s3.remote-signing-enabled", "true", "s3.signer.endpoint", PATHS.remoteSign(table)))
                : BY_ITSELF;
    }
}
