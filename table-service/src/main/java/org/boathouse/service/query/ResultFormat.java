package org.boathouse.service.query;

import java.util.Arrays;
import java.util.Locale;
import org.boathouse.contract.failure.LakeFailure;

/** What a result can be written as. */
enum ResultFormat {
    /** {@code {"columns":[{"name","type"}...],"rows":[[...]...]}}, UTF-8. */
    JSON("application/json"),
    /** RFC 4180, with a header line; null is an empty field and the empty string a quoted one. UTF-8. */
    CSV("text/csv;charset=UTF-8"),
    /** One Parquet file, compressed by zstd. */
    PARQUET("application/vnd.apache.parquet");

    private final String mediaType;

    ResultFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** @param nameOrNull JSON where there is none */
    static ResultFormat of(String nameOrNull) {
        if (nameOrNull == null) {
            return JSON;
        }
        return Arrays.stream(values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(nameOrNull))
                .findFirst()
                .orElseThrow(
                        () -> LakeFailure.invalid("format: expected json, csv or parquet, found '%s'", nameOrNull));
    }
}
