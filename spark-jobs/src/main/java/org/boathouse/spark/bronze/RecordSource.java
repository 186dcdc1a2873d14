package org.boathouse.spark.bronze;

import java.io.IOException;
import java.util.Optional;

/** The records of one file, one after the other, never more of it in memory than a record. */
interface RecordSource {
    /** The next record, readable or not; empty at the end. What is wrong with a record is said by it, not thrown. */
    Optional<RawRecord> next() throws IOException;
}
