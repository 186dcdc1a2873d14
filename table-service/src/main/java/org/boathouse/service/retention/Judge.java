package org.boathouse.service.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.TableMetadata;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.contract.retention.Span;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.events.ChangeLog;
import org.boathouse.service.product.LakeNames;

/** Judges what of a table's history goes, looking up who still needs some of it where anything would go. */
final class Judge {
    private final Leases leases;
    private final Readers readers;
    private final ChangeLog changes;
    private final Duration ageMin;

    /** @param ageMin what is younger never goes */
    Judge(Leases leases, Readers readers, ChangeLog changes, Duration ageMin) {
        this.leases = leases;
        this.readers = readers;
        this.changes = changes;
        this.ageMin = ageMin;
    }

    Judgement of(StoredTable stored, Policy policy, Instant now) {
        TableMetadata table = stored.metadata();
        RefRules rules = new RefRules(table, policy, now);
        Judgement byPolicyAlone = Judgement.of(table, rules, Map.of(), List.of());
        if (byPolicyAlone.isNothing()) {
            return byPolicyAlone;
        }
        return Judgement.of(table, rules, refsThatStay(stored, rules, now), keepers(stored, rules, now));
    }

    private Map<String, String> refsThatStay(StoredTable stored, RefRules rules, Instant now) {
        Map<String, String> ended = rules.ended();
        Map<String, String> stay = new TreeMap<>();
        if (ended.isEmpty()) {
            return stay;
        }
        // Its age is its snapshot's: the branch of a run that has just begun may be as old as the head it begins from.
        changes.refsSetSince(stored.id(), now.minus(ageMin), ended.keySet())
                .forEach((ref, at) ->
                        stay.put(ref, "it was set at %s, within the last %s".formatted(at, Span.text(ageMin))));
        String held = stored.metadata().properties().get(TableKeys.HELD);
        if (held != null) {
            ended.keySet().forEach(ref -> stay.put(ref, "the table is held (" + held + ")"));
        }
        return stay;
    }

    private List<Keeper> keepers(StoredTable stored, RefRules rules, Instant now) {
        TableMetadata table = stored.metadata();
        List<Keeper> keepers = new ArrayList<>();
        String held = table.properties().get(TableKeys.HELD);
        if (held != null) {
            keepers.add(Keeper.hold(held));
        }
        keepers.add(Keeper.youth(ageMin, now));
        Duration window =
                rules.window().filter(age -> age.compareTo(ageMin) > 0).orElse(ageMin);
        keepers.add(Keeper.mainWasThere(table, window, now));
        keepers.add(Keeper.newestRun(table));
        LakeNames.of(stored.identifier()).map(readers::of).orElse(List.of()).stream()
                .map(reader -> Keeper.reader(table, reader))
                .forEach(keepers::add);
        leases.of(stored.id()).stream().map(Keeper::lease).forEach(keepers::add);
        return keepers;
    }
}
