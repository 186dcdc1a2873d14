package org.boathouse.service.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What no policy goes below. */
@ConfigMapping(prefix = "boathouse.retention")
interface RetentionConfig {
    /** No snapshot goes that is younger, or was the head of main since; no branch or tag that was set since. */
    @WithDefault("5D")
    Duration ageMin();
}
