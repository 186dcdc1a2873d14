package org.boathouse.service.catalog.rules;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.service.catalog.names.TablePlacement;

/**
 * Whether a table's appends commute: then the service rebases one that another commit overtook, instead of refusing it.
 * Engines that rely on being refused (they validate offsets by it) must not be given such a table, and neither the
 * ledgers nor the published tables of products ever are.
 */
public final class AppendMode {
    static final String PROPERTY = "boathouse.append";
    static final String COMMUTATIVE = "commutative";

    private AppendMode() {}

    public static boolean isCommutative(TableIdentifier table, TableMetadata metadata) {
        return COMMUTATIVE.equals(metadata.property(PROPERTY, "")) && !reliesOnConflicts(table, metadata);
    }

    /** @throws BadRequestException where the table can't have the mode that its properties say */
    static void check(TableIdentifier table, TableMetadata metadata) {
        String mode = metadata.property(PROPERTY, null);
        if (mode == null) {
            return;
        }
        if (!mode.equals(COMMUTATIVE)) {
            throw new BadRequestException(
                    "%s of %s: expected '%s', or no such property, not '%s'", PROPERTY, table, COMMUTATIVE, mode);
        }
        if (reliesOnConflicts(table, metadata)) {
            throw new BadRequestException(
                    "%s of %s: ledgers and tables of products rely on a moved branch failing their commit. Remove the"
                            + " property, or use a table of your own",
                    PROPERTY, table);
        }
    }

    private static boolean reliesOnConflicts(TableIdentifier table, TableMetadata metadata) {
        return TablePlacement.isOfTheLakesOwn(table) || metadata.properties().containsKey(TableKeys.CONTRACT_ID);
    }
}
