package org.boathouse.service.access;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Signs requests with the lake's keys, Signature Version 4. */
final class RequestSigner {
    private static final String CONTENT_HASH = "x-amz-content-sha256";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String COPY_SOURCE = "x-amz-copy-source";
    private static final String COPY_SOURCE_IF_MATCH = "x-amz-copy-source-if-match";
    /** The tag of no object: a copy under this condition fails. */
    private static final String NEVER = "\"never\"";

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsIdentity identity;
    private final String region;
    private final boolean refusesUnsignedHeaders;

    RequestSigner(LakeStorage storage) {
        this.identity = AwsCredentialsIdentity.create(storage.accessKeyId(), storage.secretAccessKey());
        this.region = storage.region();
        this.refusesUnsignedHeaders = storage.endpoint().getHost().endsWith(".amazonaws.com");
    }

    /**
     * The headers that the request must carry beside its own.
     *
     * @param headers of the request, by their names in lower case
     * @param body where it must be what it is; null leaves it open, so that it can be sent as it is made
     * @throws LakeFailure FORBIDDEN for headers that are not signed, INVALID where the body was hashed otherwise already
     */
    Map<String, List<String>> sign(String method, URI url, Map<String, List<String>> headers, String body) {
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(url);
        SignedHeaders.of(headers).forEach(request::putHeader);
        if (method.equals("PUT") && !headers.containsKey(COPY_SOURCE) && !refusesUnsignedHeaders) {
            // A source that is added to the request after it was judged would otherwise make it a copy of anything: the
            // embedded store, for one, goes by headers that are not signed. A plain write is under no such condition.
            request.putHeader(COPY_SOURCE_IF_MATCH, NEVER);
        }
        SdkHttpRequest signed = signer.sign(sign -> {
                    sign.identity(identity)
                            .request(request.build())
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                            // The store signs the path as it came.
                            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                            .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, body != null);
                    if (body != null) {
                        sign.payload(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
                    }
                })
                .request();
        Map<String, List<String>> answer = new HashMap<>(signed.headers());
        checkHash(
                headers.get(CONTENT_HASH),
                signed.firstMatchingHeader(CONTENT_HASH).orElse(UNSIGNED));
        // The client has it from the URL.
        answer.remove("Host");
        return answer;
    }

    private static void checkHash(List<String> given, String signed) {
        if (given != null && !given.equals(List.of(signed))) {
            throw LakeFailure.invalid(
                    "Header %s is %s, but %s is what can be signed here", CONTENT_HASH, given, signed);
        }
    }
}
