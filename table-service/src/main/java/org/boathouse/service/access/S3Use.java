package org.boathouse.service.access;

import java.util.List;

/**
 * What a request to the object store does.
 *
 * @param reads the keys it reads; the prefixes of listings among them
 * @param changes the keys it writes or deletes
 * @param signedBody the body, where it is part of what was judged and must be part of the signature; else null
 */
record S3Use(List<String> reads, List<String> changes, String signedBody) {
    static S3Use read(String key) {
        return new S3Use(List.of(key), List.of(), null);
    }

    static S3Use change(String key) {
        return new S3Use(List.of(), List.of(key), null);
    }

    static S3Use copy(String from, String to) {
        return new S3Use(List.of(from), List.of(to), null);
    }
}
