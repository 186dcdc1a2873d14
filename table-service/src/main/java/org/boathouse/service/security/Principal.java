package org.boathouse.service.security;

import io.vertx.ext.web.RoutingContext;

/** Who asks. The one token there is makes its bearer the lake's owner. */
public record Principal(String name) {
    static final String KEY = Principal.class.getName();
    static final Principal OWNER = new Principal("owner");

    /** Who asks with this request, as the gate has set it. */
    public static Principal of(RoutingContext request) {
        return request.get(KEY);
    }
}
