package org.boathouse.bench.chaos;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Something a client asked of the catalog, and what it was told. Tables are named by the name they were created under,
 * which no other table ever has.
 */
sealed interface Operation {
    /** Unique in a run. */
    String id();

    Outcome outcome();

    /** What it is called in a report. */
    String kind();

    /** One row appended to each of these tables, all in one commit; its snapshots and files carry the operation's id. */
    record Append(String id, List<String> tables, Outcome outcome) implements Operation {
        @Override
        public String kind() {
            return tables.size() == 1 ? "append" : "transaction";
        }
    }

    /** A table property that is named as the operation. */
    record SetProperty(String id, String table, Outcome outcome) implements Operation {
        @Override
        public String kind() {
            return "property";
        }
    }

    /** The operation's id is the table's name at birth. */
    record Create(String id, Outcome outcome) implements Operation {
        @Override
        public String kind() {
            return "create";
        }
    }

    /** Only one client renames a table, one after the other, and to a name that was never used. */
    record Rename(String id, String table, String to, Outcome outcome) implements Operation {
        @Override
        public String kind() {
            return "rename";
        }
    }

    /**
     * Only the client that renames a table drops it.
     *
     * @param asked when its client asked for it: it did not happen before
     */
    record Drop(String id, String table, Instant asked, Outcome outcome) implements Operation {
        @Override
        public String kind() {
            return "drop";
        }
    }

    /** Old snapshots that their table's owner lets go. */
    record Expire(String id, String table, Set<Long> snapshots, Outcome outcome) implements Operation {
        @Override
        public String kind() {
            return "expire";
        }
    }
}
