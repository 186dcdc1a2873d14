package org.boathouse.service.up;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
    private static final String SETTING = "quarkus.vertx.event-loops-pool-size";

    @Test
    void thereIsOneForTwoCores() {
        SmallRyeConfig found =
                new SmallRyeConfigBuilder().addDiscoveredSources().build();
        int cores = Runtime.getRuntime().availableProcessors();
        assertEquals(Math.max(1, cores / 2), found.getValue(SETTING, int.class));
    }

    @Test
    void whoeverSetsTheirNumberIsHeard() {
        int ofApplicationProperties = 100;
        SmallRyeConfig set = new SmallRyeConfigBuilder()
                .withSources(
                        new EventLoops(),
                        new PropertiesConfigSource(Map.of(SETTING, "7"), "set", ofApplicationProperties))
                .build();
        assertEquals(7, set.getValue(SETTING, int.class));
    }
}
