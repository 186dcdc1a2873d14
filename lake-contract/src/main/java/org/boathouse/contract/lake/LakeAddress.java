package org.boathouse.contract.lake;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.boathouse.contract.failure.LakeFailure;

/** Where a lake answers and the bearer token it wants: {@code BOATHOUSE_URL}, and {@code BOATHOUSE_TOKEN} or {@code .boathouse/token}. */
public record LakeAddress(URI url, String token) {
    public static final String DEFAULT_URL = "http://127.0.0.1:8181";
    public static final String DEFAULT_DIR = ".boathouse";
    public static final String TOKEN_FILE = "token";

    /** @throws LakeFailure INVALID for a BOATHOUSE_URL that is none, and where no token is to be found, naming both places */
    public static LakeAddress of(Map<String, String> environment) {
        URI url = url(environment.getOrDefault("BOATHOUSE_URL", DEFAULT_URL));
        String token = environment.get("BOATHOUSE_TOKEN");
        if (token == null || token.isBlank()) {
            token = readToken(Path.of(DEFAULT_DIR, TOKEN_FILE));
        }
        return new LakeAddress(url, token.strip());
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text.strip().replaceAll("/+$", ""));
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw notUrl(text);
        }
        throw notUrl(text);
    }

    private static LakeFailure notUrl(String text) {
        return LakeFailure.invalid(
                "BOATHOUSE_URL: '%s' is no address of a lake: expected one such as %s", text, DEFAULT_URL);
    }

    private static String readToken(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw LakeFailure.invalid(
                    "No token for the lake: set BOATHOUSE_TOKEN, or start a lake here with 'boathouse up' (looked in %s)",
                    file.toAbsolutePath());
        }
    }

    /** The Iceberg REST catalog's base URI. */
    public URI catalog() {
        return URI.create(url + "/iceberg");
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "LakeAddress[" + url + "]";
    }
}
