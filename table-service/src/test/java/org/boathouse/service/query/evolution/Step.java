package org.boathouse.service.query.evolution;

import java.util.Optional;

/** Something that may be done to a table. */
@FunctionalInterface
interface Step {
    /** @return what was done, in words; empty where there is nothing to do it to */
    Optional<String> take();
}
