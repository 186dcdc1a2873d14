package org.boathouse.service.catalog.names;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.boathouse.contract.layout.Domain;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.Layer;
import org.boathouse.contract.layout.TableName;

/** Where tables lie. Namespaces {@code <domain>.<layer>} follow the lake's layout; all others share a prefix of their own. */
@Singleton
public final class TablePlacement {
    private static final int UUID_CHARS = 36;
    /** A key of an S3 store has at most 1,024 bytes. */
    private static final int FILE_CHARS_MAX = 1_100;

    private final LakeLayout layout;

    public TablePlacement(LakeLayout layout) {
        this.layout = layout;
    }

    /** The table's name in the lake, where its namespace is one of the layout's. */
    private static Optional<TableName> governed(TableIdentifier table) {
        Namespace namespace = table.namespace();
        if (namespace.length() != 2 || !Domain.isValid(namespace.level(0))) {
            return Optional.empty();
        }
        return Layer.of(namespace.level(1))
                .map(layer -> new TableName(new Domain(namespace.level(0)), layer, table.name()));
    }

    /** Whether it is a landing ledger or a quarantine, which the lake writes by itself. */
    public static boolean isOfTheLakesOwn(TableIdentifier table) {
        return governed(table)
                .filter(name -> name.layer() == Layer.RAW || name.isQuarantine())
                .isPresent();
    }

    /**
     * The root location of a new table.
     *
     * @throws org.boathouse.contract.failure.LakeFailure INVALID for a name that the layout refuses
     */
    public String newLocation(TableIdentifier table, UUID uuid) {
        return governed(table)
                .map(name -> layout.tableLocation(name, uuid))
                .orElseGet(() -> layout.otherTableLocation(table.name(), uuid));
    }

    /** The location to use for a table that a client staged: the one it was given, or a new one where it brought its own. */
    public String stagedLocation(TableIdentifier table, String asked) {
        return uuidAtEndOf(asked)
                .map(uuid -> newLocation(table, uuid))
                .filter(asked::equals)
                .orElseGet(() -> newLocation(table, UUID.randomUUID()));
    }

    /** Whether a table may lie where a client says it does. */
    public boolean fits(TableIdentifier table, String location) {
        Optional<TableName> there = layout.tableAt(location);
        return governed(table)
                .map(name -> there.filter(other -> other.namespace().equals(name.namespace()))
                        .isPresent())
                // A table that left a domain stays where it lies.
                .orElseGet(() -> there.isPresent() || layout.isOtherTableLocation(location));
    }

    /** @throws BadRequestException where a table would come to lie outside its namespace's part of the lake */
    public void checkExisting(TableIdentifier table, String location) {
        if (!fits(table, location)) {
            String place = governed(table)
                    .map(name -> name.domain() + "/tables/" + name.layer().id() + "/<name>-<uuid>")
                    .orElse(LakeLayout.OTHER_TABLES + "<name>");
            throw new BadRequestException(
                    "%s can't lie at %s: what is in this namespace lies at %s", table, location, layout.uri(place));
        }
    }

    /** @throws org.boathouse.contract.failure.LakeFailure INVALID for a name that the layout refuses */
    public void checkName(TableIdentifier table) {
        governed(table);
    }

    /** @throws BadRequestException for a file that is not in the lake's own bucket */
    public void checkInLake(String file) {
        if (!isInLake(file)) {
            throw new BadRequestException("%s is not in this lake: its files begin with %s", file, layout.uri(""));
        }
        if (file.length() > FILE_CHARS_MAX) {
            throw new BadRequestException("No file of this lake has a name of %s characters", file.length());
        }
    }

    /** Whether a file is in the lake's own bucket. */
    public boolean isInLake(String file) {
        return file.startsWith(layout.uri("")) && !file.contains("/../");
    }

    private static Optional<UUID> uuidAtEndOf(String location) {
        if (location.length() < UUID_CHARS) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(location.substring(location.length() - UUID_CHARS)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
