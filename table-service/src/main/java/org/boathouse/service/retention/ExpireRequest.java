package org.boathouse.service.retention;

import java.util.List;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.http.JsonObject;

/**
 * {@code POST /api/v1/expire}. Which tables: at most one of {@code tables}, {@code domain} and {@code contracts}; all of the
 * lake's where none is named.
 *
 * @param tables by name
 * @param domain all tables of a domain
 * @param contracts all tables of these contracts, and their quarantines, by contract id
 * @param dryRun whether only to tell what would go, and what is kept and why
 * @param limit how many snapshots are listed of each table; all are counted
 */
public record ExpireRequest(List<String> tables, String domain, List<String> contracts, boolean dryRun, int limit) {
    private static final int NAMES_MAX = 500;
    private static final int LIMIT_DEFAULT = 1_000;
    private static final int LIMIT_MAX = 100_000;

    public ExpireRequest {
        tables = List.copyOf(tables);
        contracts = List.copyOf(contracts);
    }

    /** @throws LakeFailure INVALID, naming the key that is wrong */
    public static ExpireRequest parse(byte[] body) {
        JsonObject json = JsonObject.of(body, "tables", "domain", "contracts", "dryRun", "limit");
        ExpireRequest request = new ExpireRequest(
                texts(json, "tables"),
                json.text("domain").orElse(null),
                texts(json, "contracts"),
                json.flag("dryRun")
                        .orElseThrow(() -> LakeFailure.invalid(
                                "dryRun: expected true or false; false removes what policies let go")),
                json.number("limit", 0, LIMIT_MAX).orElse(LIMIT_DEFAULT));
        int ways = (json.has("tables") ? 1 : 0) + (request.domain == null ? 0 : 1) + (json.has("contracts") ? 1 : 0);
        if (ways > 1) {
            throw LakeFailure.invalid("Expected at most one of tables, domain and contracts; none means every table");
        }
        return request;
    }

    private static List<String> texts(JsonObject request, String key) {
        if (!request.has(key)) {
            return List.of();
        }
        List<String> texts = request.texts(key, NAMES_MAX, "names");
        if (texts.isEmpty()) {
            // Rather than taking it for what names nothing: every table.
            throw LakeFailure.invalid("%s: expected one name or more; leave it out for every table", key);
        }
        return texts;
    }
}
