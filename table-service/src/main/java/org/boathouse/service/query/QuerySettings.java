package org.boathouse.service.query;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The limits of the SQL service.
 *
 * @param dir the service's own folder for cached files, results and spilled data; nothing in it is needed after a restart
 * @param cacheBytesMax size of the files kept in it, and again of what DuckDB spills there
 * @param memoryBytesMax what DuckDB may use for all queries together
 * @param threads DuckDB's, for all queries together
 * @param queriesMax how many run at once; more wait for {@code queueMax}, then are told to come again
 * @param timeMax how long one query may take
 * @param rowsMax of a JSON or CSV result
 * @param resultBytesMax of any result
 */
record QuerySettings(
        Path dir,
        long cacheBytesMax,
        long memoryBytesMax,
        int threads,
        int queriesMax,
        Duration queueMax,
        Duration timeMax,
        long rowsMax,
        long resultBytesMax) {}
