package org.boathouse.service.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionPolicyTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void aTablesFilesAreReadWrittenAndListedAndNothingElse() throws Exception {
        String policy = SessionPolicy.of("lake", new KeyScope(List.of("_tables/t-1/", "_else/where/"), true));
        assertEquals(JSON.readTree("""
                        {"Version": "2012-10-17", "Statement": [
                          {"Effect": "Allow",
                           "Action": ["s3:GetObject", "s3:PutObject", "s3:PutObjectTagging", "s3:DeleteObject", "s3:AbortMultipartUpload"],
                           "Resource": ["arn:aws:s3:::lake/_tables/t-1/*", "arn:aws:s3:::lake/_else/where/*"]},
                          {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::lake",
                           "Condition": {"StringLike": {"s3:prefix": ["_tables/t-1/*", "_else/where/*"]}}}]}
                        """), JSON.readTree(policy));
    }

    @Test
    void whoeverMayOnlyReadGetsNoActionThatChangesAnything() {
        String policy = SessionPolicy.of("lake", new KeyScope(List.of("_tables/t-1/"), false));
        assertTrue(policy.contains("\"Action\":[\"s3:GetObject\"]"), policy);
        assertFalse(policy.contains("Put") || policy.contains("Delete") || policy.contains("Abort"), policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f?ights/raw/",
                "_x*/",
                "_x${aws:username}/",
                "_x\"]}/",
                "_x\\/",
                "_x/../flights/raw/",
                "./flights/",
                "_x//y/",
                "_%66/",
                "_über/",
                "_x y/"
            })
    void aFolderThatAStoreMightTakeForAnotherIsRefused(String odd) {
        LakeFailure refused = assertThrows(
                LakeFailure.class, () -> SessionPolicy.of("lake", new KeyScope(List.of("_tables/t-1/", odd), true)));
        assertEquals(FailureKind.INVALID, refused.kind());
        assertTrue(refused.getMessage().contains("'" + odd + "'"), refused.getMessage());
    }

    @Test
    void aPolicyThatStsWouldRefuseForItsLengthIsRefusedHere() {
        KeyScope longest = new KeyScope(List.of("a".repeat(800) + "/"), true);
        assertTrue(longest.policy("lake").length() <= SessionPolicy.CHARS_MAX);
        LakeFailure refused = assertThrows(
                LakeFailure.class, () -> new KeyScope(List.of("a".repeat(900) + "/"), true).policy("lake"));
        assertEquals(FailureKind.INVALID, refused.kind());
        assertTrue(refused.getMessage().contains("2048"), refused.getMessage());
    }

    @Test
    void theCommonFolderOfAScopeHoldsAllOfIt() {
        assertEquals("a/b/", new KeyScope(List.of("a/b/"), true).commonFolder());
        assertEquals("a/", new KeyScope(List.of("a/b/", "a/bc/"), true).commonFolder());
        assertEquals("a/b/", new KeyScope(List.of("a/b/c/", "a/b/", "a/b/d/"), true).commonFolder());
        assertEquals("", new KeyScope(List.of("a/b/", "c/"), true).commonFolder());
    }

    @Test
    void aScopeIsNeverTheWholeBucket() {
        for (List<String> wrong : List.of(List.<String>of(), List.of(""), List.of("/"), List.of("a"))) {
            assertThrows(IllegalArgumentException.class, () -> new KeyScope(wrong, false), wrong::toString);
        }
    }
}
