package org.boathouse.service.terminal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names in the addresses that commands ask. */
public final class UrlPath {
    private UrlPath() {}

    /** One segment of a path, or the value of a parameter. */
    public static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
