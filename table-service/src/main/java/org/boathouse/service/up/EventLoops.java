package org.boathouse.service.up;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * How many event loops there are, unless the environment says: one for two cores, for the others are needed by workers, the
 * query engine and, in an embedded lake, the stores. Quarkus' two for each core hand every load from core to core
 * (docs/decisions/0016-how-a-load-goes.md).
 */
public final class EventLoops implements ConfigSource {
    private static final String SETTING = "quarkus.vertx.event-loops-pool-size";

    private final Map<String, String> settings =
            Map.of(SETTING, Integer.toString(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)));

    @Override
    public Map<String, String> getProperties() {
        return settings;
    }

    @Override
    public Set<String> getPropertyNames() {
        return settings.keySet();
    }

    @Override
    public String getValue(String name) {
        return settings.get(name);
    }

    @Override
    public String getName() {
        return getClass().getSimpleName();
    }

    /** Below everything that somebody sets. */
    @Override
    public int getOrdinal() {
        return 0;
    }
}
