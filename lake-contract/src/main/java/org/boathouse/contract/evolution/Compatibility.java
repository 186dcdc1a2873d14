package org.boathouse.contract.evolution;

import java.util.List;
import java.util.stream.Collectors;

/** Whether a contract's new version may follow the registered one. */
public sealed interface Compatibility {
    /** All differences that tables, consumers and writers see. */
    List<Change> changes();

    /** It may. */
    record Compatible(List<Change> changes) implements Compatibility {
        public Compatible {
            changes = List.copyOf(changes);
        }
    }

    /** It may not; all reasons at once. */
    record Breaking(List<Violation> violations, List<Change> changes) implements Compatibility {
        public Breaking {
            violations = List.copyOf(violations);
            changes = List.copyOf(changes);
        }

        /** One line for each violation, for people. */
        public String message() {
            return violations.stream().map(Violation::message).collect(Collectors.joining("\n"));
        }
    }
}
