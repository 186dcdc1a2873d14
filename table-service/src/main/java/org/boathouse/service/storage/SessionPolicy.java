package org.boathouse.service.storage;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/**
 * A {@link KeyScope} in the language of AWS policies, which the stores with an STS have in common. What keys can do is what
 * both their role and this policy allow.
 */
final class SessionPolicy {
    /** What AWS and MinIO take at most (AWS API reference, AssumeRole, parameter Policy). */
    static final int CHARS_MAX = 2048;

    /**
     * Folders whose names mean themselves in every policy language. In policies {@code *}, {@code ?} and {@code $} stand for
     * other characters, and how they are escaped differs between stores: what one reads as this folder, another might read as
     * many.
     */
    private static final Pattern PLAIN = Pattern.compile("([\\w=+@~,-][\\w.=+@~,-]*/)+");

    private static final List<String> READING = List.of("s3:GetObject");
    private static final List<String> WRITING = List.of(
            "s3:GetObject", "s3:PutObject", "s3:PutObjectTagging", "s3:DeleteObject", "s3:AbortMultipartUpload");
    private static final JsonMapper JSON = new JsonMapper();

    private SessionPolicy() {}

    /** @throws LakeFailure INVALID where the prefixes can't be written, or are too long together */
    static String of(String bucket, KeyScope scope) {
        scope.prefixes().stream()
                .filter(prefix -> !PLAIN.matcher(prefix).matches())
                .findFirst()
                .ifPresent(odd -> {
                    throw LakeFailure.invalid(
                            "There are no temporary keys to '%s': stores differ in how they read such names in policies. Have"
                                    + " requests signed instead, or choose folders of letters, digits and _.=+@~,-",
                            odd);
                });
        String policy = write(bucket, scope);
        if (policy.length() > CHARS_MAX) {
            throw LakeFailure.invalid(
                    "There are no temporary keys to %s folders with names this long: the policy has %s characters, and STS"
                            + " takes %s. Have requests signed instead, or shorten the paths in the table's properties",
                    scope.prefixes().size(), policy.length(), CHARS_MAX);
        }
        return policy;
    }

    private static String write(String bucket, KeyScope scope) {
        String arn = "arn:aws:s3:::" + bucket;
        ObjectNode policy = JSON.createObjectNode().put("Version", "2012-10-17");
        ArrayNode statements = policy.putArray("Statement");
        ObjectNode objects = statements.addObject().put("Effect", "Allow");
        (scope.writable() ? WRITING : READING).forEach(objects.putArray("Action")::add);
        ArrayNode resources = objects.putArray("Resource");
        scope.prefixes().forEach(prefix -> resources.add(arn + "/" + prefix + "*"));
        ObjectNode listings = statements
                .addObject()
                .put("Effect", "Allow")
                .put("Action", "s3:ListBucket")
                .put("Resource", arn);
        ArrayNode listed =
                listings.putObject("Condition").putObject("StringLike").putArray("s3:prefix");
        scope.prefixes().forEach(prefix -> listed.add(prefix + "*"));
        return policy.toString();
    }
}
