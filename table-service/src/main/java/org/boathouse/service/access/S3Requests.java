package org.boathouse.service.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;

/**
 * Tells what a request to the object store does, of the kinds that engines need for tables; every other kind is refused, for
 * what is not understood can't be judged.
 */
final class S3Requests {
    private static final Set<String> LISTING = Set.of(
            "list-type",
            "prefix",
            "delimiter",
            "max-keys",
            "continuation-token",
            "start-after",
            "marker",
            "encoding-type",
            "fetch-owner");

    private final S3Address address;
    private final String bucket;

    S3Requests(LakeStorage storage) {
        this.address = new S3Address(storage);
        this.bucket = storage.bucket();
    }

    /**
     * @param headers of the request, by their names in lower case
     * @throws LakeFailure FORBIDDEN for another store or bucket, and for a kind of request that no table needs
     */
    S3Use judge(RemoteSignRequest request, Map<String, List<String>> headers) {
        String rawKey = address.rawKey(request.uri());
        QueryParameters query = QueryParameters.of(request.uri().getRawQuery());
        return rawKey.isEmpty()
                ? ofBucket(request.method(), query, request.body())
                : ofObject(request.method(), ObjectKeys.decode(rawKey), query, headers);
    }

    private static S3Use ofBucket(String method, QueryParameters query, String body) {
        if (method.equals("GET")) {
            query.only(LISTING);
            String prefix = query.values().getOrDefault("prefix", "");
            if (!prefix.endsWith("/")) {
                throw LakeFailure.forbidden(
                        "A listing of prefix '%s' is not signed: name a folder of the table, with a slash at its end",
                        prefix);
            }
            ObjectKeys.check(prefix.substring(0, prefix.length() - 1));
            return S3Use.read(prefix);
        }
        if (method.equals("POST") && query.has("delete")) {
            query.only(Set.of("delete"));
            return new S3Use(List.of(), DeleteBody.keys(body), body);
        }
        throw refused(method, "the bucket");
    }

    private S3Use ofObject(String method, String key, QueryParameters query, Map<String, List<String>> headers) {
        switch (method) {
            case "GET", "HEAD" -> {
                query.only(Set.of("partNumber"));
                return S3Use.read(key);
            }
            case "PUT" -> {
                query.only(query.has("uploadId") ? Set.of("uploadId", "partNumber") : Set.of());
                return headers.containsKey("x-amz-copy-source")
                        ? S3Use.copy(copySource(headers.get("x-amz-copy-source")), key)
                        : S3Use.change(key);
            }
            case "POST" -> {
                if (!query.has("uploads") && !query.has("uploadId")) {
                    throw refused(method, key);
                }
                query.only(Set.of(query.has("uploads") ? "uploads" : "uploadId"));
                return S3Use.change(key);
            }
            case "DELETE" -> {
                query.only(Set.of("uploadId"));
                return S3Use.change(key);
            }
            default -> throw refused(method, key);
        }
    }

    private String copySource(List<String> header) {
        String source = header.size() == 1 ? header.get(0).strip().replaceFirst("^/", "") : "";
        if (!source.startsWith(bucket + "/")) {
            throw LakeFailure.forbidden(
                    "A copy of '%s' is not signed: only objects of bucket %s are copied", header, bucket);
        }
        return ObjectKeys.decode(source.substring(bucket.length() + 1));
    }

    private static LakeFailure refused(String method, String what) {
        return LakeFailure.forbidden("A %s of this kind on %s is not signed: no table needs it", method, what);
    }
}
