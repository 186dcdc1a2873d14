package org.boathouse.service.restore;

import java.util.List;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.http.JsonObject;

/**
 * {@code POST /api/v1/restore}. Which tables: exactly one of {@code tables}, {@code domain} and {@code contracts}. What
 * belongs to a table's quarantine goes with the table.
 *
 * @param tables by name
 * @param domain all refined tables of a domain: of every layer but raw
 * @param contracts all tables of these contracts, by contract id
 * @param to the point: a time, tag or branch; for one table also a snapshot id
 * @param branch which branch is set back; {@code main} where it is left out
 * @param schema whether the schema of then becomes the current one too; otherwise data only
 * @param verify whether every file of the point is looked for first
 * @param dryRun whether only to say what would be done
 * @param expectedHeads where the branch has to be, for tables of which it matters
 */
public record RestoreRequest(
        List<String> tables,
        String domain,
        List<String> contracts,
        String to,
        String branch,
        boolean schema,
        boolean verify,
        boolean dryRun,
        List<ExpectedHead> expectedHeads) {
    private static final int NAMES_MAX = 500;

    /** Where the branch of one table has to be. */
    public record ExpectedHead(String table, long snapshotId) {
        private static ExpectedHead of(JsonObject head) {
            return new ExpectedHead(
                    head.text("table").orElseThrow(() -> LakeFailure.invalid("expectedHeads: each needs a table")),
                    head.snapshotId("snapshotId")
                            .orElseThrow(() -> LakeFailure.invalid("expectedHeads: each needs a snapshotId")));
        }
    }

    public RestoreRequest {
        tables = List.copyOf(tables);
        contracts = List.copyOf(contracts);
        expectedHeads = List.copyOf(expectedHeads);
        branch = branch == null ? "main" : branch;
    }

    /** @throws LakeFailure INVALID, naming the key that is wrong */
    static RestoreRequest parse(byte[] body) {
        JsonObject request = JsonObject.of(
                body, "tables", "domain", "contracts", "to", "branch", "schema", "verify", "dryRun", "expectedHeads");
        return new RestoreRequest(
                texts(request, "tables"),
                request.text("domain").orElse(null),
                texts(request, "contracts"),
                request.textOrNumber("to").orElse(null),
                request.text("branch").orElse(null),
                request.flag("schema").orElse(false),
                request.flag("verify").orElse(false),
                request.flag("dryRun").orElse(false),
                request.has("expectedHeads")
                        ? request.objects("expectedHeads", NAMES_MAX, "heads", "table", "snapshotId").stream()
                                .map(ExpectedHead::of)
                                .toList()
                        : List.of());
    }

    private static List<String> texts(JsonObject request, String key) {
        return request.has(key) ? request.texts(key, NAMES_MAX, "names") : List.of();
    }

    /** @throws LakeFailure INVALID for what cannot be asked together */
    void check() {
        int ways = (tables.isEmpty() ? 0 : 1) + (domain == null ? 0 : 1) + (contracts.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw LakeFailure.invalid("Expected one of tables, domain and contracts, to say what is restored");
        }
        if (to == null || to.isBlank()) {
            throw LakeFailure.invalid("to: to which point? Expected a time, a snapshot id, a tag or a branch");
        }
    }
}
