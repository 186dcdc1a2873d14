package org.boathouse.service.refs;

import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.http.JsonObject;

/**
 * What a branch or tag is to be. Every key may be left out.
 *
 * @param at the point it is set to; where it is left out, what is there stays where it is, unless it is replaced, and
 *     what is not is set to {@code main}
 * @param keepFor such as {@code 30d}: how long the name is kept from when its snapshot was made; for ever where it is left out
 * @param keepSnapshotsFor of a branch: how long its snapshots are kept
 * @param keepSnapshotsMin of a branch: how many of its snapshots are kept however old
 * @param replace whether one that is elsewhere is moved there; it is refused otherwise
 * @param dryRun whether only to say what would be done
 */
public record RefRequest(
        String at, String keepFor, String keepSnapshotsFor, Integer keepSnapshotsMin, boolean replace, boolean dryRun) {
    /** @throws LakeFailure INVALID, naming the key that is wrong */
    static RefRequest parse(byte[] body) {
        JsonObject request =
                JsonObject.of(body, "at", "keepFor", "keepSnapshotsFor", "keepSnapshotsMin", "replace", "dryRun");
        return new RefRequest(
                request.textOrNumber("at").orElse(null),
                request.text("keepFor").orElse(null),
                request.text("keepSnapshotsFor").orElse(null),
                request.number("keepSnapshotsMin", 1, Integer.MAX_VALUE).orElse(null),
                request.flag("replace").orElse(false),
                request.flag("dryRun").orElse(false));
    }
}
