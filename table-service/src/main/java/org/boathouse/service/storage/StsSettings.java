package org.boathouse.service.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.service.BoathouseConfig;

/**
 * Where the object store's STS is, and what it is asked for.
 *
 * @param roleArnOrNull where the store goes by roles
 * @param externalIdOrNull where the role wants one
 */
record StsSettings(
        URI endpoint, String region, String roleArnOrNull, String externalIdOrNull, Duration sessionDuration) {
    private static final String PREFIX = "boathouse.storage.sts.";
    private static final Pattern ROLE_ARN = Pattern.compile("arn:[\\w-]+:iam:[\\w-]*:[\\w-]*:role/[\\w+=,.@/-]+");
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

    /** What STS takes, of AWS and of others (AWS API reference, AssumeRole). */
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private static final Duration LONGEST = Duration.ofHours(12);

    StsSettings {
        if (endpoint.getHost() == null
                || !("http".equalsIgnoreCase(endpoint.getScheme()) || "https".equalsIgnoreCase(endpoint.getScheme()))) {
            throw LakeFailure.invalid("%sendpoint is '%s': name the STS as https://HOST[:PORT]", PREFIX, endpoint);
        }
        if (roleArnOrNull != null && !ROLE_ARN.matcher(roleArnOrNull).matches()) {
            throw LakeFailure.invalid(
                    "%srole-arn is '%s': a role's name is such as arn:aws:iam::123456789012:role/lake",
                    PREFIX, roleArnOrNull);
        }
        if (roleArnOrNull == null && isAmazons(endpoint)) {
            throw LakeFailure.invalid(
                    "%srole-arn is missing: the STS at %s gives keys of a role only, one that may reach the bucket",
                    PREFIX, endpoint);
        }
        if (externalIdOrNull != null && roleArnOrNull == null) {
            throw LakeFailure.invalid(
                    "%sexternal-id is set, %srole-arn is not: an external id is what a role asks for", PREFIX, PREFIX);
        }
        if (externalIdOrNull != null && !EXTERNAL_ID.matcher(externalIdOrNull).matches()) {
            throw LakeFailure.invalid(
                    "%sexternal-id has 2 to 1,224 letters, digits and characters of _+=,.@:/-", PREFIX);
        }
        if (sessionDuration.compareTo(SHORTEST) < 0 || sessionDuration.compareTo(LONGEST) > 0) {
            throw LakeFailure.invalid(
                    "%ssession-duration is %s: it can be 15M to 12H, and no more than the role's own limit",
                    PREFIX, sessionDuration);
        }
    }

    /**
     * Nothing where the store has no STS.
     *
     * @throws LakeFailure INVALID for half of the settings, or wrong ones
     */
    static Optional<StsSettings> of(BoathouseConfig.Sts config, LakeStorage storage) {
        if (config.endpoint().isEmpty()) {
            refuse("region", config.region());
            refuse("role-arn", config.roleArn());
            refuse("external-id", config.externalId());
            return Optional.empty();
        }
        return Optional.of(new StsSettings(
                config.endpoint().get(),
                config.region().orElse(storage.region()),
                config.roleArn().orElse(null),
                config.externalId().orElse(null),
                config.sessionDuration()));
    }

    private static void refuse(String name, Optional<String> set) {
        if (set.isPresent()) {
            throw LakeFailure.invalid(
                    "%s%s is set, %sendpoint is not: name the STS, or leave all of these out", PREFIX, name, PREFIX);
        }
    }

    private static boolean isAmazons(URI endpoint) {
        return endpoint.getHost().endsWith(".amazonaws.com")
                || endpoint.getHost().endsWith(".amazonaws.com.cn");
    }

    /** An external id is something of a secret. */
    @Override
    public String toString() {
        return "StsSettings[" + endpoint + ", " + roleArnOrNull + ", " + sessionDuration + "]";
    }
}
