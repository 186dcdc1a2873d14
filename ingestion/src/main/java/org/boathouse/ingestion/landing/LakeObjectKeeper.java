package org.boathouse.ingestion.landing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeClient;

/** Asks the lake's service, for as long as a deletion that broke off can take to be settled. */
public record LakeObjectKeeper(LakeClient lake) implements ObjectKeeper {
    private static final int ATTEMPTS_MAX = 100;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Override
    public void keep(List<String> keys) {
        for (int attempt = 1; ; attempt++) {
            try {
                lake.post("/landed-objects/keep", Map.of("keys", keys));
                return;
            } catch (LakeFailure e) {
                if (e.kind() != FailureKind.UNAVAILABLE || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeFailure(FailureKind.UNAVAILABLE, "interrupted while waiting for the lake; nothing landed", e);
        }
    }
}
