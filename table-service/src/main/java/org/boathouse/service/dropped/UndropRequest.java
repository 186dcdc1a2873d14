package org.boathouse.service.dropped;

import java.util.List;
import org.boathouse.contract.document.Nearest;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.http.JsonObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * {@code POST /api/v1/undrop}.
 *
 * @param names of tables, views and namespaces, their parts joined by dots
 * @param type {@code table}, {@code view} or {@code namespace}, where a name was that of several
 * @param as another name, for one table or view
 * @param dryRun whether only to say what would be done
 */
@Schema(requiredProperties = {"names"})
public record UndropRequest(List<String> names, String type, String as, boolean dryRun) {
    private static final int NAMES_MAX = 500;
    private static final List<String> TYPES = List.of("table", "view", "namespace");

    public UndropRequest {
        names = List.copyOf(names);
    }

    /** @throws LakeFailure INVALID, naming the key that is wrong */
    static UndropRequest parse(byte[] body) {
        JsonObject request = JsonObject.of(body, "names", "type", "as", "dryRun");
        return new UndropRequest(
                request.texts("names", NAMES_MAX, "names of what was dropped"),
                request.text("type").orElse(null),
                request.text("as").orElse(null),
                request.flag("dryRun").orElse(false));
    }

    /** @throws LakeFailure INVALID for what cannot be asked together */
    void check() {
        if (names.isEmpty()) {
            throw LakeFailure.invalid("names: what is to come back?");
        }
        if (as != null && names.size() > 1) {
            throw LakeFailure.invalid("as: one thing alone can be given another name, not %d", names.size());
        }
        if (type != null && !TYPES.contains(type)) {
            throw LakeFailure.invalid("type: '%s' is none%s", type, Nearest.hint(type, TYPES));
        }
        if (names.stream().distinct().count() != names.size()) {
            throw LakeFailure.invalid("names: one is there twice");
        }
    }
}
