package org.boathouse.service.security;

import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Who asks for a table, and how they can reach its files without keys of their own.
 *
 * @param ways in the order of preference, in lower case; unknown ones among them
 */
public record AccessAsked(List<String> ways, Principal who) {
    /** The request header in which a client lists the ways it knows. */
    public static final String HEADER = "X-Iceberg-Access-Delegation";

    public AccessAsked {
        ways = List.copyOf(ways);
    }

    /** @param headerOrNull the header's value, or null where there is none */
    public static AccessAsked of(String headerOrNull, RoutingContext http) {
        return new AccessAsked(
                headerOrNull == null
                        ? List.of()
                        : Arrays.stream(headerOrNull.split(","))
                                .map(way -> way.strip().toLowerCase(Locale.ROOT))
                                .toList(),
                Principal.of(http));
    }
}
