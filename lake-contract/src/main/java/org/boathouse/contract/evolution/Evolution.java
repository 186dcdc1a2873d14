package org.boathouse.contract.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.SemanticVersion;
import org.boathouse.contract.odcs.TableContract;

/**
 * Judges a contract's new version against the registered one.
 *
 * <ul>
 *   <li>Any difference in what the contract says, its SELECT files included, needs a higher version; layout and comments
 *       are no difference.
 *   <li>Safe with any higher version: new tables; optional columns and fields; int to long, float to double, a decimal's
 *       precision; partitioning (it is hidden from queries); rules, refinement, descriptions.
 *   <li>Breaking, and accepted with a higher major version: a table, column or field dropped or renamed (renamed where
 *       ODCS's {@code id} stays the same, else the old is dropped and another added); required made optional, because
 *       consumers were promised a value; another primary key.
 *   <li>Refused in any case, because Iceberg cannot do it to a table that has rows: other type changes; required columns
 *       added; optional made required. In a table of landed files all columns are optional to Iceberg and only rules
 *       demand values, so there the last two are merely breaking.
 *   <li>A contract whose registered version is proposed or a draft has promised nothing: it may change without a higher
 *       version in all that Iceberg can do. A version is never lowered.
 * </ul>
 */
public final class Evolution {
    private final DataContract before;
    private final DataContract after;

    private Evolution(DataContract before, DataContract after) {
        this.before = before;
        this.after = after;
    }

    public static Compatibility judge(DataContract before, DataContract after) {
        return before.contentHash().equals(after.contentHash())
                ? new Compatibility.Compatible(List.of())
                : new Evolution(before, after).judgement();
    }

    private Compatibility judgement() {
        List<Finding> findings = findings();
        List<Violation> violations = new ArrayList<>();
        versionViolation(findings).ifPresent(violations::add);
        for (Finding finding : findings) {
            boolean announced =
                    !hasPromised() || after.version().major() > before.version().major();
            if (!finding.possible() || finding.isBreaking() && !announced) {
                violations.add(violation(finding));
            }
        }
        return violations.isEmpty()
                ? new Compatibility.Compatible(
                        findings.stream().map(Finding::change).toList())
                : new Compatibility.Breaking(violations);
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (TableContract table : before.tables()) {
            Optional<TableContract> next = after.table(table.name());
            if (next.isPresent()) {
                findings.addAll(new TableComparison(table, next.get()).findings());
            } else {
                findings.add(Finding.breaking(
                        table.name(), EvolutionRule.TABLE_DROPPED, Optional.empty(), "left out of the contract"));
            }
        }
        for (TableContract table : after.tables()) {
            if (before.table(table.name()).isEmpty()) {
                findings.add(Finding.safe(table.name(), "new table"));
            }
        }
        return findings;
    }

    private boolean hasPromised() {
        return before.status() != DataContract.Status.PROPOSED && before.status() != DataContract.Status.DRAFT;
    }

    private Optional<Violation> versionViolation(List<Finding> findings) {
        int order = after.version().compareTo(before.version());
        SemanticVersion next = next(findings);
        if (order < 0) {
            return Optional.of(ofContract(
                    EvolutionRule.VERSION_LOWERED,
                    "the registered version of contract " + before.name() + " is higher",
                    "Set version: " + next + " to replace it."));
        }
        if (order == 0 && hasPromised()) {
            return Optional.of(ofContract(
                    EvolutionRule.VERSION_NOT_RAISED,
                    "contract " + before.name() + " says something else under a version that is registered",
                    "Set version: " + next + ", or undo the change."));
        }
        return Optional.empty();
    }

    private SemanticVersion next(List<Finding> findings) {
        boolean breaking = hasPromised() && findings.stream().anyMatch(Finding::isBreaking);
        return breaking ? before.version().nextMajor() : before.version().nextMinor();
    }

    private Violation ofContract(EvolutionRule rule, String what, String remedy) {
        return new Violation(
                rule, Optional.empty(), Optional.empty(), before.version(), after.version(), what, rule.why(), remedy);
    }

    private Violation violation(Finding finding) {
        EvolutionRule rule = finding.rule().orElseThrow();
        TableName table = finding.table();
        String remedy = finding.possible()
                ? "Undo it, or set version: %s to say that consumers must follow."
                        .formatted(before.version().nextMajor())
                : impossible(rule, table);
        return new Violation(
                rule,
                Optional.of(table),
                finding.column(),
                before.version(),
                after.version(),
                finding.what(),
                rule.why(),
                remedy);
    }

    private static String impossible(EvolutionRule rule, TableName table) {
        String newTable = "publish a new table beside it, such as %s_2, and let consumers move".formatted(table);
        return switch (rule) {
            case COLUMN_ADDED_REQUIRED, COLUMN_MADE_REQUIRED ->
                "No version makes that possible: leave it optional (quality nullValues, mustBe: 0 demands values of new rows), or "
                        + newTable + ".";
            default -> "No version makes that possible: " + newTable + ".";
        };
    }
}
