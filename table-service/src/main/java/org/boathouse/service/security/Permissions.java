package org.boathouse.service.security;

import jakarta.inject.Singleton;
import java.util.Locale;
import org.boathouse.contract.failure.LakeFailure;

/**
 * The one place where it is decided whether somebody may do something. The catalog asks it for each of its requests, and
 * signing and credentials for what they give away.
 */
@Singleton
public final class Permissions {
    /** What is done to a table or a namespace; whoever may change one may read it. */
    public enum Action {
        READ,
        CHANGE
    }

    /** Today whoever has the lake's token is its owner, who may do everything; nobody else gets past the gate. */
    public boolean allows(Principal who, Action action, String what) {
        return Principal.OWNER.equals(who);
    }

    /**
     * @param what the table's or the namespace's full name
     * @throws LakeFailure FORBIDDEN
     */
    public void require(Principal who, Action action, String what) {
        if (!allows(who, action, what)) {
            throw LakeFailure.forbidden(
                    "%s may not %s %s",
                    who == null ? "Nobody" : who.name(), action.name().toLowerCase(Locale.ROOT), what);
        }
    }
}
