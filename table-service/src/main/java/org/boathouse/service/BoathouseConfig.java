package org.boathouse.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The service's own settings, read once at the start. Keys under {@code boathouse.} that are not here are errors. */
@ConfigMapping(prefix = "boathouse")
public interface BoathouseConfig {
    /** The bearer token that every request but health must carry. */
    String token();

    /** The names it is called by besides the loopback ones; a request under any other name is refused. */
    Optional<List<String>> hosts();

    /** The lake's object store. */
    Storage storage();

    /** One bucket of an S3-compatible store, and the static keys to it. */
    interface Storage {
        URI endpoint();

        @WithDefault("us-east-1")
        String region();

        String bucket();

        String accessKeyId();

        String secretAccessKey();

        /** Whether the bucket stands in the path rather than in the host name. */
        @WithDefault("true")
        boolean pathStyleAccess();

        /** Where temporary keys come from; none of it where the store has no STS. */
        Sts sts();
    }

    /** The store's STS, and what it is asked for. */
    interface Sts {
        /** AWS's own, or MinIO itself, which is both. */
        Optional<URI> endpoint();

        /** The store's region where none is named. */
        Optional<String> region();

        /** The role that temporary keys are of. AWS and Ceph want one; MinIO goes by the lake's own keys. */
        Optional<String> roleArn();

        /** What the role's trust policy asks for, where it asks for one. */
        Optional<String> externalId();

        /** How long temporary keys hold. */
        @WithDefault("1H")
        Duration sessionDuration();
    }
}
