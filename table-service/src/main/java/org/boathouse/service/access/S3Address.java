package org.boathouse.service.access;

import java.net.URI;
import java.util.Locale;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;

/** Tells what a URL names in the lake's own bucket, and refuses every other place. */
final class S3Address {
    private final URI endpoint;
    private final String bucket;
    private final boolean pathStyle;

    S3Address(LakeStorage storage) {
        this.endpoint = storage.endpoint();
        this.bucket = storage.bucket();
        this.pathStyle = storage.pathStyleAccess();
    }

    /**
     * What follows the bucket in the URL's path: a key as it is encoded there, or nothing for the bucket itself.
     *
     * @throws LakeFailure FORBIDDEN for another store or bucket
     */
    String rawKey(URI url) {
        String path = url.getRawPath();
        if (url.getHost() == null || path == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw elsewhere(url);
        }
        String host = url.getHost().toLowerCase(Locale.ROOT);
        String store = endpoint.getHost().toLowerCase(Locale.ROOT);
        if (!endpoint.getScheme().equalsIgnoreCase(url.getScheme()) || port(url) != port(endpoint)) {
            throw elsewhere(url);
        }
        if (!pathStyle && host.equals(bucket + "." + store)) {
            return path.startsWith("/") ? path.substring(1) : path;
        }
        if (host.equals(store) && (path.equals("/" + bucket) || path.startsWith("/" + bucket + "/"))) {
            return path.substring(Math.min(path.length(), bucket.length() + 2));
        }
        throw elsewhere(url);
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    private LakeFailure elsewhere(URI url) {
        return LakeFailure.forbidden(
                "A request to %s://%s%s is not signed: only those to bucket %s of %s are",
                url.getScheme(), url.getRawAuthority(), url.getRawPath(), bucket, endpoint);
    }
}
