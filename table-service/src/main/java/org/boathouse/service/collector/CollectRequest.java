package org.boathouse.service.collector;

import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.http.JsonObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * {@code POST /api/v1/collect}.
 *
 * @param dryRun whether only to tell what a run would delete
 * @param limit how many unreachable objects a dry run lists
 * @param after the key after which it lists them
 */
@Schema(requiredProperties = {"dryRun"})
record CollectRequest(boolean dryRun, int limit, String after) {
    private static final int LIMIT_DEFAULT = 1_000;
    private static final int LIMIT_MAX = 10_000;

    /** @throws LakeFailure INVALID, naming the key that is wrong */
    static CollectRequest parse(byte[] body) {
        JsonObject request = JsonObject.of(body, "dryRun", "limit", "after");
        return new CollectRequest(
                request.flag("dryRun")
                        .orElseThrow(() -> LakeFailure.invalid(
                                "dryRun: expected true or false; false deletes what nothing needs")),
                request.number("limit", 1, LIMIT_MAX).orElse(LIMIT_DEFAULT),
                request.text("after").orElse(""));
    }
}
