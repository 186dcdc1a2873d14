package org.boathouse.service.restore;

import java.util.List;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.http.JsonObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

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
 * @param expectedTargets the snapshot that {@code to} has to be, for tables of which it matters: a branch's head is
 *     another one after a while
 */
@Schema(requiredProperties = {"to"})
public record RestoreRequest(
        List<String> tables,
        String domain,
        List<String> contracts,
        String to,
        String branch,
        boolean schema,
        boolean verify,
        boolean dryRun,
        List<Expected> expectedHeads,
        List<Expected> expectedTargets) {
    static final String EXPECTED_HEADS = "expectedHeads";
    static final String EXPECTED_TARGETS = "expectedTargets";
    /** A table may bring its quarantine. */
    private static final int EXPECTED_MAX = 1_000;

    private static final int NAMES_MAX = 500;

    /** What was seen of one of the tables when the restore was decided on. */
    @Schema(
            name = "ExpectedSnapshot",
            requiredProperties = {"table", "snapshotId"})
    public record Expected(String table, long snapshotId) {
        private static List<Expected> all(JsonObject request, String key) {
            return request.has(key)
                    ? request.objects(key, EXPECTED_MAX, "snapshots", "table", "snapshotId").stream()
                            .map(one -> of(one, key))
                            .toList()
                    : List.of();
        }

        private static Expected of(JsonObject one, String key) {
            return new Expected(
                    one.text("table").orElseThrow(() -> LakeFailure.invalid("%s: each needs a table", key)),
                    one.snapshotId("snapshotId")
                            .orElseThrow(() -> LakeFailure.invalid("%s: each needs a snapshotId", key)));
        }
    }

    public RestoreRequest {
        tables = List.copyOf(tables);
        contracts = List.copyOf(contracts);
        expectedHeads = List.copyOf(expectedHeads);
        expectedTargets = List.copyOf(expectedTargets);
        branch = branch == null ? "main" : branch;
    }

    /** @throws LakeFailure INVALID, naming the key that is wrong */
    static RestoreRequest parse(byte[] body) {
        JsonObject request = JsonObject.of(
                body,
                "tables",
                "domain",
                "contracts",
                "to",
                "branch",
                "schema",
                "verify",
                "dryRun",
                EXPECTED_HEADS,
                EXPECTED_TARGETS);
        return new RestoreRequest(
                texts(request, "tables"),
                request.text("domain").orElse(null),
                texts(request, "contracts"),
                request.textOrNumber("to").orElse(null),
                request.text("branch").orElse(null),
                request.flag("schema").orElse(false),
                request.flag("verify").orElse(false),
                request.flag("dryRun").orElse(false),
                Expected.all(request, EXPECTED_HEADS),
                Expected.all(request, EXPECTED_TARGETS));
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
