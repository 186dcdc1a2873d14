package org.boathouse.service.query;

import java.util.Objects;
import org.boathouse.service.state.AsOf;

/**
 * A query to answer.
 *
 * @param asOf the point at which it reads every table that it names no point for itself
 */
record SqlRequest(String sql, AsOf asOf, ResultFormat format) {
    SqlRequest {
        Objects.requireNonNull(sql);
        Objects.requireNonNull(asOf);
        Objects.requireNonNull(format);
    }
}
