package org.boathouse.service.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.exceptions.BadRequestException;
import org.boathouse.service.http.QueryNumber;

/**
 * Which part of a sorted list is asked for.
 *
 * @param after the last name of the page before, or empty for the first
 */
record PageRequest(String after, int limit) {
    private static final int SIZE_DEFAULT = 1_000;
    private static final int SIZE_MAX = 10_000;

    /**
     * By the specification a client that names no page token does not know pages and gets everything; an empty one asks
     * for the first page.
     */
    static PageRequest of(String token, String size) {
        if (token == null && size == null) {
            return new PageRequest("", Integer.MAX_VALUE);
        }
        int limit = Math.min(
                QueryNumber.parse("pageSize", size, 1, Integer.MAX_VALUE).orElse(SIZE_DEFAULT), SIZE_MAX);
        return new PageRequest(token == null ? "" : decode(token), limit);
    }

    /** How many rows to read: one more than the page, to know whether another follows. */
    long rowsToRead() {
        return limit + 1L;
    }

    /** Cuts what was read to the page; tokens stay valid whatever is added or removed meanwhile. */
    <T> Page<T> page(List<T> read, Function<T, String> name) {
        if (read.size() <= limit) {
            return new Page<>(read, null);
        }
        List<T> items = read.subList(0, limit);
        return new Page<>(items, encode(name.apply(items.get(limit - 1))));
    }

    private static String encode(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("pageToken '%s' is none that this catalog gave out", token);
        }
    }
}
