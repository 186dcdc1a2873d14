package org.boathouse.service.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The token that a request must carry, RFC 6750. Compared in a time that tells nothing of how much of a guess is right. */
final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private final byte[] expected;

    BearerToken(String token) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("boathouse.token is empty: every request but health needs one");
        }
        this.expected = token.strip().getBytes(StandardCharsets.UTF_8);
    }

    /** @param authorization the header's value, or null where there is none */
    boolean isIn(String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        expected,
                        authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
}
