package org.boathouse.service.collector;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.catalog.KeptTables;
import org.boathouse.service.retention.Expiry;
import org.boathouse.service.storage.LakeObjects;

/** Puts the collector together. */
@Dependent
class CollectorService {
    private static final int BATCH_MAX = 500;

    @Produces
    @Singleton
    CollectorSettings settings(CollectorConfig config) {
        return new CollectorSettings(
                config.ageMin(),
                config.graceMin(),
                config.droppedKept(),
                Math.toIntExact(config.memoryMax().asLongValue()),
                BATCH_MAX);
    }

    @Produces
    @Singleton
    Collector collector(
            CollectorSettings settings,
            LakeObjects objects,
            LakeLayout layout,
            KeptTables tables,
            Marks marks,
            Turns turns,
            @Any Instance<LakeRoots> moreRoots,
            Expiry expiry) {
        return new Collector(
                objects,
                layout,
                tables,
                marks,
                turns,
                moreRoots,
                dryRun -> expiry.expireAll(dryRun, 0),
                settings,
                Clock.systemUTC());
    }
}
