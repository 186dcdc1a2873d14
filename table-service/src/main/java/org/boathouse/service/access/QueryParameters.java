package org.boathouse.service.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.boathouse.contract.failure.LakeFailure;

/** A URL's query, each parameter once and only known ones: what is not known might do anything. */
record QueryParameters(Map<String, String> values) {
    static QueryParameters of(String rawQuery) {
        Map<String, String> values = new LinkedHashMap<>();
        if (rawQuery != null && !rawQuery.isEmpty()) {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                // A plus is a space to some readers of queries and a plus to others.
                if (pair.indexOf('+') >= 0 || pair.indexOf(';') >= 0) {
                    throw LakeFailure.forbidden(
                            "A request with '%s' in its query is not signed: + and ; must be percent-encoded", pair);
                }
                String value = equals < 0 ? "" : ObjectKeys.decodeOnce(pair.substring(equals + 1));
                if (values.put(ObjectKeys.decodeOnce(name), value) != null) {
                    throw LakeFailure.forbidden("A request with two parameters %s is not signed", name);
                }
            }
        }
        return new QueryParameters(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** @throws LakeFailure FORBIDDEN where others than these are there; {@code x-id} only names the operation */
    void only(Set<String> known) {
        values.keySet().stream()
                .filter(name -> !known.contains(name) && !name.equals("x-id"))
                .findFirst()
                .ifPresent(other -> {
                    throw LakeFailure.forbidden("A request of this kind with parameter '%s' is not signed", other);
                });
    }
}
