package org.boathouse.contract.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotRetentionTest {
    @Test
    void propertiesAreReadAsTheyAreWritten() {
        SnapshotRetention retention =
                new SnapshotRetention(Optional.of(Duration.ofDays(30)), Optional.of(3), Optional.of(Span.FOREVER));
        assertEquals(
                Map.of(
                        "history.expire.max-snapshot-age-ms", "2592000000",
                        "history.expire.min-snapshots-to-keep", "3",
                        "history.expire.max-ref-age-ms", "9223372036854775807"),
                retention.properties());
        assertEquals(retention, SnapshotRetention.ofProperties(retention.properties()));
        assertTrue(SnapshotRetention.ofProperties(Map.of("owner", "me")).isNone());
    }

    @Test
    void ofNoSnapshotTheHeadIsLeft() {
        assertEquals(
                Optional.of(1),
                SnapshotRetention.ofProperties(Map.of(SnapshotRetention.MIN_SNAPSHOTS_TO_KEEP, "0"))
                        .minSnapshotsToKeep());
        assertEquals(
                Optional.of(Integer.MAX_VALUE),
                SnapshotRetention.ofProperties(Map.of(SnapshotRetention.MIN_SNAPSHOTS_TO_KEEP, "9999999999"))
                        .minSnapshotsToKeep());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "5d", "1e3", "9223372036854775808"})
    void aPropertyThatIsNoNumberIsRefusedWithItsKey(String value) {
        LakeFailure failure = assertThrows(
                LakeFailure.class,
                () -> SnapshotRetention.ofProperties(Map.of(SnapshotRetention.MAX_REF_AGE_MS, value)));
        assertEquals(FailureKind.INVALID, failure.kind());
        assertEquals(
                "Property history.expire.max-ref-age-ms: expected a number from 0 on, not '" + value + "'",
                failure.getMessage());
    }

    @Test
    void whatCanNotBeMeantIsNoRetention() {
        assertThrows(
                LakeFailure.class, () -> new SnapshotRetention(Optional.empty(), Optional.of(0), Optional.empty()));
        assertThrows(
                LakeFailure.class,
                () -> new SnapshotRetention(Optional.of(Duration.ofDays(-1)), Optional.empty(), Optional.empty()));
    }
}
