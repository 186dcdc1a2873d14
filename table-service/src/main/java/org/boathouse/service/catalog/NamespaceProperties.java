package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.boathouse.service.database.SqlWork;

/** What is said of namespaces, for the rest of the service. */
@Singleton
public final class NamespaceProperties {
    private final NamespaceStore namespaces;

    NamespaceProperties(NamespaceStore namespaces) {
        this.namespaces = namespaces;
    }

    /**
     * A namespace's properties.
     *
     * @param setBy who set some of them last; null where nobody has since it was made
     */
    public record Found(Map<String, String> values, String setBy, Instant setAt) {}

    /** Empty where there is no such namespace. */
    public Optional<Found> find(Namespace namespace) {
        return namespaces.find(namespace);
    }

    /**
     * Sets some and takes away others, in one transaction with the given work.
     *
     * @throws org.apache.iceberg.exceptions.NoSuchNamespaceException where it is not there
     */
    public void update(
            Namespace namespace, Set<String> removals, Map<String, String> updates, SqlWork alsoInTheSameTransaction) {
        namespaces.update(namespace, removals, updates, alsoInTheSameTransaction);
    }
}
