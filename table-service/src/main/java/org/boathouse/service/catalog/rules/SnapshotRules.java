package org.boathouse.service.catalog.rules;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;

/** What the snapshots that a commit adds, and the branches and tags that it sets, must be like. */
final class SnapshotRules {
    /** As far as Iceberg itself lets clocks of writers be apart. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(1);
    /** Without limits one commit could use up all the numbers that there are. */
    private static final long SEQUENCE_NUMBERS_PER_COMMIT_MAX = 1_000_000;

    private static final long ROWS_PER_SNAPSHOT_MAX = 1L << 50;
    private static final long SUMMARY_CHARS_MAX = 1 << 20;
    private static final int REF_CHARS_MAX = 255;

    private static final Set<String> OPERATIONS =
            Set.of(DataOperations.APPEND, DataOperations.REPLACE, DataOperations.OVERWRITE, DataOperations.DELETE);
    private static final Pattern ANYWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:[^\\p{Cntrl}]+");
    private static final Pattern FILE = Pattern.compile("s3[an]?://[^/\\p{Cntrl}]+/[^\\p{Cntrl}]+");

    private SnapshotRules() {}

    /**
     * @param base what the table was, or null for one that is made
     * @throws BadRequestException for what can't be stored
     * @throws CommitFailedException where another commit has taken the sequence number
     */
    static void check(TableMetadata base, TableMetadata metadata) {
        List<Snapshot> added = metadata.changes().stream()
                .filter(MetadataUpdate.AddSnapshot.class::isInstance)
                .map(change -> ((MetadataUpdate.AddSnapshot) change).snapshot())
                .toList();
        metadata.changes().stream()
                .filter(MetadataUpdate.SetSnapshotRef.class::isInstance)
                .forEach(change -> checkRef(((MetadataUpdate.SetSnapshotRef) change).name()));
        if (added.isEmpty()) {
            return;
        }
        long now = System.currentTimeMillis();
        added.forEach(snapshot -> check(snapshot, metadata, now));
        checkSequence(added, metadata, base == null ? 0 : base.lastSequenceNumber());
        checkRowIds(added, metadata, base == null ? 0 : base.nextRowId());
        checkNoAncestorsOfTheirOwn(added, metadata);
    }

    /** As {@link #check}, of metadata that was written elsewhere, at any time and by other rules. */
    static void checkRegistered(TableMetadata metadata) {
        if (metadata.lastUpdatedMillis() > System.currentTimeMillis() + AHEAD_MAX.toMillis()) {
            throw new BadRequestException(
                    "The table was last changed at %s ms, which is yet to come: no commit could follow",
                    metadata.lastUpdatedMillis());
        }
        if (metadata.lastSequenceNumber() < 0
                || metadata.lastSequenceNumber() > Long.MAX_VALUE / 2
                || metadata.nextRowId() < 0
                || metadata.nextRowId() > Long.MAX_VALUE / 2) {
            throw new BadRequestException(
                    "Sequence number %s or row id %s leaves no room for another commit",
                    metadata.lastSequenceNumber(), metadata.nextRowId());
        }
        metadata.refs().keySet().forEach(SnapshotRules::checkRef);
        checkAcyclic(metadata.snapshots());
    }

    static void checkSchema(TableMetadata metadata, Snapshot snapshot) {
        if (snapshot.schemaId() != null && !metadata.schemasById().containsKey(snapshot.schemaId())) {
            throw new BadRequestException(
                    "Snapshot %s was written with schema %s, which would not be there",
                    snapshot.snapshotId(), snapshot.schemaId());
        }
    }

    static void checkTime(String what, long millis, long now) {
        if (millis <= 0 || millis > now + AHEAD_MAX.toMillis()) {
            throw new BadRequestException(
                    "%s was made at %s ms, which is not in the past; here it is %s: set the writer's clock",
                    what, millis, now);
        }
    }

    private static void check(Snapshot snapshot, TableMetadata metadata, long now) {
        long id = snapshot.snapshotId();
        if (id < 0) {
            throw new BadRequestException("A snapshot's id can't be negative: %s", id);
        }
        checkTime("Snapshot " + id, snapshot.timestampMillis(), now);
        checkSchema(metadata, snapshot);
        if (snapshot.manifestListLocation() != null) {
            checkManifestList(snapshot.manifestListLocation());
        }
        if (metadata.formatVersion() == 1) {
            return;
        }
        if (snapshot.manifestListLocation() == null) {
            throw new BadRequestException("Snapshot %s has no manifest list, as it must from format version 2 on", id);
        }
        if (snapshot.operation() == null || !OPERATIONS.contains(snapshot.operation())) {
            throw new BadRequestException(
                    "Snapshot %s: the operation in its summary is none of %s: %s",
                    id, OPERATIONS, snapshot.operation());
        }
        long summaryChars = snapshot.summary() == null ? 0 : PropertyRules.chars(snapshot.summary());
        if (summaryChars > SUMMARY_CHARS_MAX) {
            throw new BadRequestException(
                    "The summary of snapshot %s has %s characters; at most %s are kept",
                    id, summaryChars, SUMMARY_CHARS_MAX);
        }
    }

    /** They never go back: what is read is judged by these numbers, and the next commit counts on from here. */
    private static void checkSequence(List<Snapshot> added, TableMetadata metadata, long lastBefore) {
        if (metadata.formatVersion() == 1) {
            return;
        }
        long last = lastBefore;
        for (Snapshot snapshot : added) {
            long number = snapshot.sequenceNumber();
            if (number <= 0 || number - last > SEQUENCE_NUMBERS_PER_COMMIT_MAX) {
                throw new BadRequestException(
                        "Snapshot %s has sequence number %s; the next is %s", snapshot.snapshotId(), number, last + 1);
            }
            // Of two transactions that replace a table at once, both bring the same number, and the later one holds.
            if (number < last || number == last && snapshot.parentId() != null) {
                throw new CommitFailedException(
                        "Refresh and try again: sequence number %s of snapshot %s is taken, the next is %s",
                        number, snapshot.snapshotId(), last + 1);
            }
            last = number;
        }
    }

    /** Row ids are given out without gaps: Iceberg counts on by the rows added, not from a snapshot's first. */
    private static void checkRowIds(List<Snapshot> added, TableMetadata metadata, long nextBefore) {
        long next = nextBefore;
        for (Snapshot snapshot : added) {
            if (metadata.formatVersion() < 3) {
                if (snapshot.firstRowId() != null) {
                    throw new BadRequestException(
                            "Snapshot %s gives out row ids, which there are from format version 3 on",
                            snapshot.snapshotId());
                }
            } else if (snapshot.firstRowId() != next || snapshot.addedRows() > ROWS_PER_SNAPSHOT_MAX) {
                throw new BadRequestException(
                        "Snapshot %s gives row ids from %s to %s rows; the next id is %s, and it takes at most %s rows",
                        snapshot.snapshotId(),
                        snapshot.firstRowId(),
                        snapshot.addedRows(),
                        next,
                        ROWS_PER_SNAPSHOT_MAX);
            } else {
                next += snapshot.addedRows();
            }
        }
    }

    /** Whoever follows a line of ancestors would never come to its end. A line that leads back holds a new snapshot. */
    private static void checkNoAncestorsOfTheirOwn(List<Snapshot> added, TableMetadata metadata) {
        Set<Long> ids = added.stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
        if (metadata.snapshots().stream().anyMatch(other -> ids.contains(other.parentId()))) {
            checkAcyclic(metadata.snapshots());
        }
    }

    private static void checkAcyclic(List<Snapshot> snapshots) {
        Map<Long, Long> parents = new HashMap<>();
        snapshots.stream()
                .filter(snapshot -> snapshot.parentId() != null)
                .forEach(snapshot -> parents.put(snapshot.snapshotId(), snapshot.parentId()));
        Set<Long> leadToAnEnd = new HashSet<>();
        for (Long start : parents.keySet()) {
            Set<Long> line = new HashSet<>();
            for (Long id = start; id != null && !leadToAnEnd.contains(id); id = parents.get(id)) {
                if (!line.add(id)) {
                    throw new BadRequestException("Snapshot %s would be an ancestor of itself", id);
                }
            }
            leadToAnEnd.addAll(line);
        }
    }

    private static void checkRef(String name) {
        if (name.isEmpty()
                || name.length() > REF_CHARS_MAX
                || name.chars().anyMatch(Character::isISOControl)
                || name.strip().length() != name.length()) {
            throw new BadRequestException(
                    "A branch or tag has a name of 1 to %s characters, none of them a control character, with no space"
                            + " at its ends",
                    REF_CHARS_MAX);
        }
    }

    /**
     * Wherever its client wrote it, which may have been before it was told of another location. What is not in the object
     * store can't be read by the service, which never opens a file of its own machine for a client.
     */
    private static void checkManifestList(String location) {
        if (!ANYWHERE.matcher(location).matches() || climbs(location)) {
            throw new BadRequestException("A manifest list is named by its absolute URI, unlike '%s'", location);
        }
    }

    static void checkFile(String what, String location) {
        if (!FILE.matcher(location).matches() || climbs(location)) {
            throw new BadRequestException("A %s is an object, s3://<bucket>/<key>, unlike '%s'", what, location);
        }
    }

    private static boolean climbs(String location) {
        return location.contains("/../") || location.endsWith("/..");
    }
}
