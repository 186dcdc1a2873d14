package org.boathouse.service.security;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What is taken from clients, whatever they send. */
@ConfigMapping(prefix = "boathouse.http")
interface HttpConfig {
    /** The largest request body. */
    @WithDefault("64M")
    MemorySize bodyBytesMax();

    /** How long the first line and the headers of a request may take to arrive. */
    @WithDefault("30S")
    Duration headTimeMax();

    /** How long a body may take to arrive. Nothing waits for it but the connection. */
    @WithDefault("60S")
    Duration bodyTimeMax();

    /** What the bodies of all requests under way may take, unpacked; a quarter of the heap where nothing is said. */
    Optional<MemorySize> bodyMemoryMax();

    /** The request's path and query: a namespace's 2,000 bytes and a name's 255 letters, percent-encoded, and a page token. */
    @WithDefault("16K")
    MemorySize targetBytesMax();

    @WithDefault("16K")
    MemorySize headerBytesMax();
}
