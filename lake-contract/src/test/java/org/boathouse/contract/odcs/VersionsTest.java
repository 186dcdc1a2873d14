package org.boathouse.contract.odcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {
    @Test
    void everyVersionIsParsedBackAndOrderedByItsNumbers() {
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            SemanticVersion version = new SemanticVersion(random.nextInt(50), random.nextInt(50), random.nextInt(50));
            assertEquals(version, SemanticVersion.parse(version.toString()));
            assertEquals(version, SemanticVersion.parse("v" + version));
            assertTrue(version.compareTo(version.nextMinor()) < 0);
            assertTrue(version.nextMinor().compareTo(version.nextMajor()) < 0);
        }
        assertTrue(SemanticVersion.parse("1.9.0").compareTo(SemanticVersion.parse("1.10.0")) < 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.0", "1.0.0-rc1", "1.0.x", "-1.0.0", "1.0.0000000"})
    void whatIsNoVersionIsRefused(String text) {
        assertThrows(LakeFailure.class, () -> SemanticVersion.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "year", "month", "day", "hour", "bucket[16]", "truncate[4]"})
    void everyPartitionTransformIsParsedBack(String text) {
        assertEquals(Optional.of(text), PartitionTransform.parse(text).map(Object::toString));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "week", "bucket", "bucket[0]", "bucket[x]", "day[1]", "Day"})
    void whatIsNoPartitionTransformIsNone(String text) {
        assertEquals(Optional.empty(), PartitionTransform.parse(text));
    }
}
