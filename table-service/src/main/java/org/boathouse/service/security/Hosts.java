package org.boathouse.service.security;

import io.vertx.core.net.HostAndPort;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names this lake is called by: the loopback ones, and those it was given. A page of another site whose own name was
 * made to point here (DNS rebinding) arrives with a {@code Host} that is none of them.
 */
record Hosts(Set<String> names) {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[?::1]?", Pattern.CASE_INSENSITIVE);

    static Hosts of(Optional<List<String>> given) {
        Set<String> names = new HashSet<>();
        given.orElse(List.of()).forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT)));
        return new Hosts(Set.copyOf(names));
    }

    /** @param authority from the {@code Host} header; null where there is none or it is malformed */
    boolean includes(HostAndPort authority) {
        return authority != null
                && (LOOPBACK.matcher(authority.host()).matches()
                        || names.contains(authority.host().toLowerCase(Locale.ROOT)));
    }

    /** Whether a page of this origin was served under this authority; the scheme may differ behind a TLS proxy. */
    static boolean isSameOrigin(String origin, HostAndPort authority) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(text(authority));
    }

    private static String text(HostAndPort authority) {
        return authority.port() > 0 ? authority.host() + ":" + authority.port() : authority.host();
    }
}
