package org.boathouse.ingestion.landing;

import java.util.List;

/**
 * Tells the lake that a landing is about to rely on objects that were stored before, so that its collector leaves them
 * alone until the landing has had time to commit. Once told, the objects have to be looked for again: they may have gone
 * just before.
 */
@FunctionalInterface
public interface ObjectKeeper {
    /** How many keys go at once. */
    int KEYS_MAX = 1_000;

    /**
     * May be repeated.
     *
     * @throws org.boathouse.contract.failure.LakeFailure UNAVAILABLE where the lake does not answer, or is still deleting
     *     one of them
     */
    void keep(List<String> keys);
}
