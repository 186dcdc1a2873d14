package org.boathouse.service.catalog.rules;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.RetryableValidationException;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;

/**
 * What a table's metadata must be like before it is stored. Iceberg's builder takes updates after which nobody can read
 * the table any more, or commit to it: a sequence number that goes back, ids at the end of their range, a snapshot that
 * is its own ancestor. Its rules hold too; these are the ones it leaves out.
 *
 * <p>A commit of data is judged by what it adds, however long the table's history is; everything else is read back whole.
 */
public final class TableRules {
    private static final int FORMAT_VERSION_MAX = 3;
    /** Iceberg looks through the earlier ones at some of them. */
    private static final int UPDATES_MAX = 50_000;
    /** How many ids one commit may take; without a limit one commit could use up all there are. */
    private static final int IDS_PER_COMMIT_MAX = 100_000;
    /** Above this, a table that was written elsewhere has hardly any ids left. */
    private static final int ID_MAX = 1_000_000_000;

    private static final int PARTITION_FIELD_IDS_START = 999;

    /** The updates of commits of data, and of what does not lie in the metadata's structure. */
    private static final Set<Class<? extends MetadataUpdate>> JUDGED_BY_THEMSELVES = Set.of(
            MetadataUpdate.AddSnapshot.class,
            MetadataUpdate.RemoveSnapshots.class,
            MetadataUpdate.SetSnapshotRef.class,
            MetadataUpdate.RemoveSnapshotRef.class,
            MetadataUpdate.SetProperties.class,
            MetadataUpdate.RemoveProperties.class,
            MetadataUpdate.SetStatistics.class,
            MetadataUpdate.RemoveStatistics.class,
            MetadataUpdate.SetPartitionStatistics.class,
            MetadataUpdate.RemovePartitionStatistics.class);

    private TableRules() {}

    /**
     * What the updates make of a table.
     *
     * @throws BadRequestException for updates that do not fit the table
     * @throws CommitFailedException where another commit has overtaken them
     */
    public static TableMetadata build(TableMetadata.Builder builder, List<MetadataUpdate> updates) {
        if (updates.size() > UPDATES_MAX) {
            throw new BadRequestException("One commit has at most %s updates, not %s", UPDATES_MAX, updates.size());
        }
        try {
            for (MetadataUpdate update : updates) {
                PropertyRules.check(update);
                update.applyTo(builder);
            }
            return builder.build();
        } catch (RetryableValidationException e) {
            // The request carries values, such as a sequence number, that another commit has overtaken.
            throw new CommitFailedException(e, "Refresh and try again: %s", e.getMessage());
        } catch (NullPointerException | IllegalStateException | NoSuchElementException | ClassCastException e) {
            // Iceberg's builder trusts its caller, and stumbles over what names nothing: a spec that is not there, say.
            throw new BadRequestException(
                    e,
                    "The updates do not fit the table, or leave out something that it must have: %s",
                    e.getMessage());
        }
    }

    /**
     * @param base what the table was, or null for one that is made
     * @throws BadRequestException for metadata that could not be read back, or that no further commit could follow
     * @throws CommitFailedException where another commit has taken what this one brings, such as a sequence number
     */
    public static void check(TableIdentifier table, TableMetadata base, TableMetadata metadata) {
        AppendMode.check(table, metadata);
        PropertyRules.check(metadata.properties());
        if (base == null || !Objects.equals(metadata.uuid(), base.uuid())) {
            checkUuid(base, metadata);
        }
        SnapshotRules.check(base, metadata);
        metadata.changes().forEach(TableRules::checkFiles);
        if (!metadata.changes().stream().allMatch(change -> JUDGED_BY_THEMSELVES.contains(change.getClass()))) {
            int lastColumn = base == null ? 0 : base.lastColumnId();
            int lastPartitionField = base == null ? PARTITION_FIELD_IDS_START : base.lastAssignedPartitionId();
            checkStructure(metadata, lastColumn + IDS_PER_COMMIT_MAX, lastPartitionField + IDS_PER_COMMIT_MAX);
            checkSchemasOfSnapshots(metadata);
            ReadBack.check(metadata);
        }
    }

    /** As {@link #check}, of metadata that was written elsewhere and has been read. */
    public static void checkRegistered(TableIdentifier table, TableMetadata metadata) {
        AppendMode.check(table, metadata);
        PropertyRules.check(metadata.properties());
        checkUuid(null, metadata);
        SnapshotRules.checkRegistered(metadata);
        checkStructure(metadata, ID_MAX, ID_MAX);
        ReadBack.check(metadata);
    }

    private static void checkUuid(TableMetadata base, TableMetadata metadata) {
        if (base != null && base.uuid() != null) {
            throw new BadRequestException(
                    "The table's uuid is %s for as long as there is the table; it can't become %s",
                    base.uuid(), metadata.uuid());
        }
        try {
            if (metadata.uuid() != null) {
                UUID.fromString(metadata.uuid());
            }
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("A table's uuid must be one, unlike '%s'", metadata.uuid());
        }
    }

    private static void checkStructure(TableMetadata metadata, int columnIdMax, int partitionFieldIdMax) {
        if (metadata.formatVersion() < 1 || metadata.formatVersion() > FORMAT_VERSION_MAX) {
            throw new BadRequestException(
                    "Format version %s is none of 1 to %s", metadata.formatVersion(), FORMAT_VERSION_MAX);
        }
        checkId("column", metadata.lastColumnId(), columnIdMax);
        checkId("partition field", metadata.lastAssignedPartitionId(), partitionFieldIdMax);
        int highest = metadata.schemas().stream()
                .mapToInt(Schema::highestFieldId)
                .max()
                .orElse(0);
        if (highest > metadata.lastColumnId()) {
            throw new BadRequestException(
                    "The last column id is %s, and a schema has a field %s", metadata.lastColumnId(), highest);
        }
    }

    private static void checkId(String what, int last, int max) {
        if (last < 0 || last > max) {
            throw new BadRequestException(
                    "The highest %s id would become %s; it can be %s at most, so that ids are left for later commits",
                    what, last, max);
        }
    }

    private static void checkFiles(MetadataUpdate change) {
        if (change instanceof MetadataUpdate.SetStatistics set) {
            SnapshotRules.checkFile("statistics file", set.statisticsFile().path());
        } else if (change instanceof MetadataUpdate.SetPartitionStatistics set) {
            SnapshotRules.checkFile(
                    "partition statistics file", set.partitionStatisticsFile().path());
        }
    }

    private static void checkSchemasOfSnapshots(TableMetadata metadata) {
        for (Snapshot snapshot : metadata.snapshots()) {
            SnapshotRules.checkSchema(metadata, snapshot);
        }
    }
}
