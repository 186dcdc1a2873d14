package org.boathouse.service.catalog;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.apache.iceberg.exceptions.BadRequestException;
import org.boathouse.service.catalog.names.PathNames;
import org.boathouse.service.security.Permissions;
import org.boathouse.service.security.Permissions.Action;
import org.boathouse.service.security.Principal;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Asks, ahead of every request to the catalog, whether whoever sends it may do that. */
public class CatalogPermissions {
    private static final String CATALOG = "/iceberg/";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    /** What is posted to a table and yet changes nothing. Signing decides by what is to be signed. */
    private static final Set<String> ASKING = Set.of("sign", "plan", "tasks", "metrics");

    private static final int NAMESPACE = 4;
    private static final int TABLE = 6;
    private static final int OF_TABLE = 7;

    private final Permissions permissions;

    CatalogPermissions(Permissions permissions) {
        this.permissions = permissions;
    }

    @ServerRequestFilter
    public void check(ContainerRequestContext request, RoutingContext http) {
        // The path that the routes go by, its segments still encoded.
        String path = http.normalizedPath();
        if (!path.startsWith(CATALOG)) {
            return;
        }
        if (path.indexOf(';') >= 0) {
            throw new BadRequestException("Names in paths hold no bare semicolon, unlike %s: encode it as %%3B", path);
        }
        String[] segments = path.split("/");
        boolean reads = READING.contains(request.getMethod())
                || (segments.length > OF_TABLE && ASKING.contains(segments[OF_TABLE]));
        permissions.require(Principal.of(http), reads ? Action.READ : Action.CHANGE, what(segments));
    }

    /** The table, view or namespace that a path names, or the catalog itself. */
    private static String what(String[] segments) {
        if (segments.length <= NAMESPACE || !segments[NAMESPACE - 1].equals("namespaces")) {
            return "the catalog";
        }
        return segments.length <= TABLE
                ? PathNames.namespace(segments[NAMESPACE]).toString()
                : PathNames.table(segments[NAMESPACE], segments[TABLE]).toString();
    }
}
