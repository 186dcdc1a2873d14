package org.boathouse.service.product;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.boathouse.contract.evolution.ChangeKind;
import org.boathouse.contract.evolution.Promise;
import org.boathouse.contract.evolution.SchemaChange;
import org.boathouse.contract.evolution.TableShape;
import org.boathouse.contract.evolution.Violation;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.QuarantineTable;

/**
 * What a contract has at stake in a table: it describes it, or needs it to make the table that it describes.
 *
 * @param name of the table
 * @param described what the contract describes; the table itself, or the one it is needed for
 * @param promise what the contract says that the described table has
 */
record Stake(TableName name, DataContract contract, TableContract described, Promise promise) {
    /** What may become of the lake's own tables: they are written as the lake made them. */
    private static final Set<ChangeKind> HARMLESS =
            EnumSet.of(ChangeKind.COLUMN_DESCRIBED, ChangeKind.SORT_ORDER_CHANGED);

    static Stake of(TableName name, DataContract contract, TableContract described) {
        return new Stake(name, contract, described, Promise.of(contract, described));
    }

    boolean isInForce() {
        return contract.isInForce();
    }

    /** Whether it is the quarantine or the ledger of the described table, and not that table itself. */
    boolean isOfTheLakesOwn() {
        return !name.equals(described.name());
    }

    List<Violation> brokenBy(TableShape before, TableShape after) {
        return isOfTheLakesOwn()
                ? before.changesTo(after).stream()
                        .filter(change -> !HARMLESS.contains(change.kind()) && !takesAwayForeign(change))
                        .map(change -> promise.brokenByChanging(name, change.says()))
                        .toList()
                : promise.brokenBy(before, after);
    }

    /** A column that is not the lake's goes. */
    private boolean takesAwayForeign(SchemaChange change) {
        Schema own = name.isQuarantine() ? QuarantineTable.SCHEMA : LandingLedger.SCHEMA;
        return change.kind() == ChangeKind.COLUMN_DROPPED
                && change.column().filter(path -> own.findField(path) == null).isPresent();
    }

    List<Violation> brokenByProperties(Collection<String> keys) {
        return keys.stream().map(key -> promise.brokenByProperty(name, key)).toList();
    }

    Violation brokenByDropping() {
        return isOfTheLakesOwn() ? promise.brokenByChanging(name, "dropped") : promise.brokenByDropping();
    }

    Violation brokenByRenaming(String to) {
        return isOfTheLakesOwn() ? promise.brokenByChanging(name, "renamed to " + to) : promise.brokenByRenaming(to);
    }
}
