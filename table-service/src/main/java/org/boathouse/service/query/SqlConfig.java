package org.boathouse.service.query;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** {@link QuerySettings} as they are written. */
@ConfigMapping(prefix = "boathouse.sql")
interface SqlConfig {
    /** A folder of this process alone; a temporary one that goes with the process where none is named. */
    Optional<Path> dir();

    @WithDefault("20G")
    MemorySize cacheBytesMax();

    @WithDefault("2G")
    MemorySize memoryMax();

    /** All processors where none is named. */
    OptionalInt threads();

    @WithDefault("8")
    int queriesMax();

    @WithDefault("5S")
    Duration queueMax();

    @WithDefault("5M")
    Duration timeMax();

    @WithDefault("5000000")
    long rowsMax();

    @WithDefault("1G")
    MemorySize resultBytesMax();
}
