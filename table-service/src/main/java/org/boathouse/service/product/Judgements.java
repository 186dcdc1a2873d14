package org.boathouse.service.product;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.boathouse.contract.evolution.Change;
import org.boathouse.contract.evolution.Compatibility;
import org.boathouse.contract.evolution.Evolution;
import org.boathouse.contract.evolution.Verdict;
import org.boathouse.contract.evolution.Violation;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;

/** What the new versions of contracts do to those who use their tables. */
final class Judgements {
    private final Consumers consumers;
    private final Map<String, Compatibility> byContractId = new HashMap<>();

    Judgements(Consumers consumers) {
        this.consumers = consumers;
    }

    /** Judges a new version, and returns what forbids it, naming those who would be hit. */
    List<Violation> judge(DataContract before, DataContract after) {
        Compatibility judgement = Evolution.judge(before, after);
        byContractId.put(after.id(), judgement);
        return judgement instanceof Compatibility.Breaking breaking
                ? breaking.violations().stream()
                        .map(violation -> violation.knownTo(
                                violation.table().map(consumers::of).orElse(List.of())))
                        .toList()
                : List.of();
    }

    /** Of one table; harmless where its contract is new, or says the same of it. */
    ApplyReport.Judged of(DataContract contract, TableName table) {
        List<Change> changes = Optional.ofNullable(byContractId.get(contract.id())).map(Compatibility::changes).stream()
                .flatMap(Collection::stream)
                .filter(change -> change.table().equals(table))
                .toList();
        if (changes.isEmpty()) {
            return ApplyReport.Judged.SAFE;
        }
        return new ApplyReport.Judged(
                gravest(changes.stream().map(Change::readers)),
                gravest(changes.stream().map(Change::writers)),
                changes.stream()
                        .filter(change -> change.readers() != Verdict.SAFE || change.writers() != Verdict.SAFE)
                        .map(Judgements::says)
                        .toList(),
                consumers.of(table));
    }

    private static Verdict gravest(Stream<Verdict> verdicts) {
        return Collections.max(verdicts.toList());
    }

    private static String says(Change change) {
        return "%s: %s for readers, %s for writers"
                .formatted(
                        change.says(), change.readers().text(), change.writers().text());
    }
}
