package org.boathouse.service.security;

import java.util.Set;

/** What is answered without a token: whether the service is well, and how to get a token. Exact paths, so that no way of writing one opens another. */
final class OpenPaths {
    private static final Set<String> PATHS =
            Set.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/iceberg/v1/oauth/tokens");

    private OpenPaths() {}

    /** @param path as the request has it, not decoded, without its query */
    static boolean includes(String path) {
        return PATHS.contains(path);
    }
}
