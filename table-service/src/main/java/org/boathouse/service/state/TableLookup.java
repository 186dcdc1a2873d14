package org.boathouse.service.state;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.security.Permissions;
import org.boathouse.service.security.Permissions.Action;
import org.boathouse.service.security.Principal;

/** Finds the table that a request names, for somebody who may do to it what the request asks. */
@Singleton
public final class TableLookup {
    private final LakeCatalog catalog;
    private final Permissions permissions;
    private final CurrentVertxRequest http;

    TableLookup(LakeCatalog catalog, Permissions permissions, CurrentVertxRequest http) {
        this.catalog = catalog;
        this.permissions = permissions;
        this.http = http;
    }

    /**
     * As it stands now.
     *
     * @param name its namespace's levels and its own, joined by dots
     * @throws LakeFailure NOT_FOUND with the names that may have been meant; FORBIDDEN
     */
    public StoredTable toRead(String name) {
        return find(name, Action.READ).orElseThrow(() -> unknown(name));
    }

    /** As {@link #toRead}, for a request that changes it. */
    public StoredTable toChange(String name) {
        return find(name, Action.CHANGE).orElseThrow(() -> unknown(name));
    }

    /** Empty where there is no such table. */
    public Optional<StoredTable> find(String name, Action action) {
        permissions.require(Principal.of(http.getCurrent()), action, name);
        return Optional.of(TableIdentifier.parse(name))
                .filter(TableIdentifier::hasNamespace)
                .flatMap(catalog::find);
    }

    /** To say that a domain has no such tables. */
    public LakeFailure unknownDomain(String domain, String tables) {
        List<String> others = catalog.tablesUnder(Namespace.empty()).stream()
                .map(table -> table.namespace().level(0))
                .filter(other -> !other.equals(domain))
                .distinct()
                .toList();
        return LakeFailure.notFound("Domain %s has no %s%s", domain, tables, MeantNames.hint(domain, others));
    }

    /** To say that there is no such table. */
    public LakeFailure unknown(String name) {
        List<String> names = catalog.tablesUnder(Namespace.empty()).stream()
                .map(TableIdentifier::toString)
                .toList();
        return LakeFailure.notFound("There is no table %s%s", name, MeantNames.hint(name, names));
    }
}
