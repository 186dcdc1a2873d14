package org.boathouse.service.collector;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@link CollectorSettings} as they are written, and how often the collector runs. */
@ConfigMapping(prefix = "boathouse.collector")
interface CollectorConfig {
    /** Whether it runs by itself; it can be asked to in any case. */
    @WithDefault("true")
    boolean enabled();

    @WithDefault("6H")
    Duration every();

    @WithDefault("5D")
    Duration ageMin();

    @WithDefault("1D")
    Duration graceMin();

    @WithDefault("7D")
    Duration droppedKept();

    @WithDefault("16M")
    MemorySize memoryMax();
}
