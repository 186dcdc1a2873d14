package org.boathouse.service.catalog.rules;

import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewVersion;

/** What a view's metadata must be like before it is stored, as {@link TableRules} for tables. Views are small, and read back whole. */
public final class ViewRules {
    /** How many version ids one commit may take; without a limit one commit could use up all there are. */
    private static final int IDS_PER_COMMIT_MAX = 10_000;
    /** Above this, a view that was written elsewhere has hardly any ids left. */
    private static final int ID_MAX = 1_000_000_000;

    private ViewRules() {}

    /**
     * What a change makes of a view.
     *
     * @param base what the view was, or null for one that is made
     * @throws BadRequestException for a change that does not fit the view, or after which it could not be read back
     */
    public static ViewMetadata build(ViewMetadata base, Supplier<ViewMetadata> change) {
        ViewMetadata metadata;
        try {
            metadata = change.get();
        } catch (NullPointerException | IllegalStateException | NoSuchElementException | ClassCastException e) {
            throw new BadRequestException(e, "The updates do not fit the view: %s", e.getMessage());
        }
        check(metadata, base == null ? IDS_PER_COMMIT_MAX : highestVersion(base) + IDS_PER_COMMIT_MAX);
        return metadata;
    }

    /** @throws BadRequestException for a view that was written elsewhere and can't be kept here */
    public static void checkRegistered(ViewMetadata metadata) {
        check(metadata, ID_MAX);
    }

    private static void check(ViewMetadata metadata, int versionIdMax) {
        PropertyRules.check(metadata.properties());
        try {
            UUID.fromString(metadata.uuid());
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("A view's uuid must be one, unlike '%s'", metadata.uuid());
        }
        long now = System.currentTimeMillis();
        for (ViewVersion version : metadata.versions()) {
            if (version.versionId() <= 0 || version.versionId() > versionIdMax) {
                throw new BadRequestException(
                        "A view's version can't have the id %s: it is 1 to %s", version.versionId(), versionIdMax);
            }
            SnapshotRules.checkTime("Version " + version.versionId(), version.timestampMillis(), now);
        }
        ReadBack.check(metadata);
    }

    private static int highestVersion(ViewMetadata view) {
        return view.versions().stream().mapToInt(ViewVersion::versionId).max().orElse(0);
    }
}
