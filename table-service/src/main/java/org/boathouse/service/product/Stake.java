package org.boathouse.service.product;

import java.util.Collection;
import java.util.List;
import org.boathouse.contract.evolution.Announcement;
import org.boathouse.contract.evolution.Promise;
import org.boathouse.contract.evolution.TableShape;
import org.boathouse.contract.evolution.Violation;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;

/**
 * What a contract has at stake in a table: it describes it, or needs it to make the table that it describes.
 *
 * @param name of the table
 * @param described what the contract describes; the table itself, or the one it is needed for
 * @param promise what the contract says that the described table has
 */
record Stake(TableName name, DataContract contract, TableContract described, Promise promise) {
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
                        .filter(change -> change.kind().announcement() != Announcement.NONE)
                        .map(change -> promise.brokenByChanging(name, change.says()))
                        .toList()
                : promise.brokenBy(before, after);
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
