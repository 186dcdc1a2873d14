package org.boathouse.service.retention;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.events.ChangeLog;

/** Puts the expiry together. */
@Dependent
class RetentionService {
    @Produces
    @Singleton
    Expiry expiry(
            RetentionConfig config,
            LakeCatalog catalog,
            Policies policies,
            Leases leases,
            Readers readers,
            ChangeLog changes) {
        if (config.ageMin().isNegative()) {
            throw LakeFailure.invalid("boathouse.retention.age-min: expected 0 or more, not %s", config.ageMin());
        }
        return new Expiry(catalog, policies, new Judge(leases, readers, changes, config.ageMin()), Clock.systemUTC());
    }
}
