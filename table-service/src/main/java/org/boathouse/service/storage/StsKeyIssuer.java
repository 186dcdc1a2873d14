package org.boathouse.service.storage;

import java.time.Duration;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/** Keys from the store's STS, by AssumeRole with a session policy, asked for with the lake's own keys. */
final class StsKeyIssuer implements KeyIssuer {
    private static final Duration ATTEMPT_MAX = Duration.ofSeconds(4);
    /** All attempts together. Requests wait for it, so it is short. */
    private static final Duration CALL_MAX = Duration.ofSeconds(6);

    private static final int NAME_CHARS_MAX = 64;

    private final StsSettings settings;
    private final String bucket;
    private final StsClient sts;

    StsKeyIssuer(StsSettings settings, LakeStorage storage) {
        this.settings = settings;
        this.bucket = storage.bucket();
        this.sts = StsClient.builder()
                .endpointOverride(settings.endpoint())
                .region(Region.of(settings.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(storage.accessKeyId(), storage.secretAccessKey())))
                .overrideConfiguration(
                        calls -> calls.apiCallAttemptTimeout(ATTEMPT_MAX).apiCallTimeout(CALL_MAX))
                .build();
    }

    @Override
    public TemporaryKeys issue(String principal, KeyScope scope) {
        AssumeRoleRequest request = AssumeRoleRequest.builder()
                .roleArn(settings.roleArnOrNull())
                .externalId(settings.externalIdOrNull())
                .roleSessionName(sessionName(principal))
                .durationSeconds(Math.toIntExact(settings.sessionDuration().toSeconds()))
                .policy(scope.policy(bucket))
                .build();
        try {
            Credentials keys = sts.assumeRole(request).credentials();
            if (keys == null || keys.sessionToken() == null || keys.expiration() == null) {
                // Keys without a token would be no temporary ones.
                throw LakeFailure.unavailable(
                        "The STS at %s answers without temporary keys".formatted(settings.endpoint()), null);
            }
            return new TemporaryKeys(
                    keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken(), keys.expiration());
        } catch (SdkException e) {
            throw LakeFailure.unavailable(
                    "The object store's STS at %s gives no temporary keys (%s): try again, or have requests signed"
                            .formatted(settings.endpoint(), why(e)),
                    e);
        }
    }

    /** The whole message names accounts and roles, which are for the log. */
    private static String why(SdkException e) {
        return e instanceof StsException refused && refused.awsErrorDetails() != null
                ? refused.awsErrorDetails().errorCode() + ", status " + refused.statusCode()
                : e.getClass().getSimpleName();
    }

    /** Of the characters that a session's name can have. */
    private static String sessionName(String principal) {
        String name = "boathouse-" + principal.replaceAll("[^\\w+=,.@-]", "-");
        return name.substring(0, Math.min(name.length(), NAME_CHARS_MAX));
    }

    @Override
    public void close() {
        sts.close();
    }
}
