package org.boathouse.contract.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.SemanticVersion;
import org.boathouse.contract.odcs.TableContract;

/**
 * Judges a contract's new version against the registered one. What a table's shape may do is {@link ChangeKind}'s; here it
 * meets the contract's version.
 *
 * <ul>
 *   <li>Any difference in what the contract says, its SELECT files included, needs a higher version; layout and comments
 *       are no difference.
 *   <li>What consumers have to follow is accepted with a higher major version. A column is known as renamed where ODCS's
 *       {@code id} stays the same; else the old is dropped and another added.
 *   <li>What Iceberg cannot do to a table that has rows is refused in any version. In a table of landed files all columns
 *       are optional to Iceberg and only rules demand values, so there a required column is merely breaking.
 *   <li>A contract in force does not become proposed or a draft again.
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

    /**
     * What a new status of a contract would break, with another version or by itself: what was promised is not a draft any
     * more.
     */
    public static Optional<Violation> takenBack(DataContract before, DataContract after) {
        if (!before.isInForce() || after.hasPromised()) {
            return Optional.empty();
        }
        return Optional.of(new Violation(
                ContractRule.STATUS_TAKEN_BACK,
                Optional.empty(),
                Optional.empty(),
                ContractVersion.of(before),
                Optional.of(after.version()).filter(version -> !version.equals(before.version())),
                "contract %s goes from %s back to %s"
                        .formatted(
                                before.name(),
                                before.status().id(),
                                after.status().id()),
                ContractRule.STATUS_TAKEN_BACK.why(),
                "Leave it %s; to end it, deprecate and then retire it."
                        .formatted(before.status().id()),
                List.of()));
    }

    private Compatibility judgement() {
        List<Finding> findings = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (TableContract table : before.tables()) {
            findings.addAll(after.table(table.name())
                    .map(next -> new TableComparison(table, next).findings())
                    .orElseGet(() -> List.of(Finding.dropped(table.name()))));
        }
        findings.forEach(finding -> changes.add(finding.change()));
        for (TableContract table : after.tables()) {
            if (before.table(table.name()).isEmpty()) {
                changes.add(new Change(table.name(), "new table", Verdict.SAFE, Verdict.SAFE));
            }
        }
        List<Violation> violations = violations(findings);
        return violations.isEmpty()
                ? new Compatibility.Compatible(changes)
                : new Compatibility.Breaking(violations, changes);
    }

    private List<Violation> violations(List<Finding> findings) {
        List<Violation> violations = new ArrayList<>();
        versionViolation(findings).ifPresent(violations::add);
        takenBack(before, after).ifPresent(violations::add);
        boolean announced = !before.isInForce()
                || after.version().major() > before.version().major();
        findings.stream()
                .filter(finding -> !finding.isPossible() || finding.isBreaking() && !announced)
                .forEach(finding -> violations.add(violation(finding)));
        return violations;
    }

    private Optional<Violation> versionViolation(List<Finding> findings) {
        int order = after.version().compareTo(before.version());
        SemanticVersion next = next(findings);
        if (order < 0) {
            return Optional.of(ofContract(
                    ContractRule.VERSION_LOWERED,
                    "the registered version of contract " + before.name() + " is higher",
                    "Set version: " + next + " to replace it."));
        }
        if (order == 0 && before.hasPromised()) {
            return Optional.of(ofContract(
                    ContractRule.VERSION_NOT_RAISED,
                    "contract " + before.name() + " says something else under a version that is registered",
                    "Set version: " + next + ", or undo the change."));
        }
        return Optional.empty();
    }

    private SemanticVersion next(List<Finding> findings) {
        boolean breaking = before.isInForce() && findings.stream().anyMatch(Finding::isBreaking);
        return breaking ? before.version().nextMajor() : before.version().nextMinor();
    }

    private Violation ofContract(ContractRule rule, String what, String remedy) {
        return violation(rule, Optional.empty(), Optional.empty(), what, remedy);
    }

    private Violation violation(Finding finding) {
        Rule rule = finding.rule().orElseThrow();
        String remedy = finding.isPossible()
                ? "Undo it, or set version: %s to say that consumers must follow."
                        .formatted(before.version().nextMajor())
                : Remedy.newTable(rule, finding.table());
        return violation(rule, Optional.of(finding.table()), finding.column(), finding.what(), remedy);
    }

    private Violation violation(
            Rule rule, Optional<TableName> table, Optional<String> column, String what, String remedy) {
        return new Violation(
                rule,
                table,
                column,
                ContractVersion.of(before),
                Optional.of(after.version()),
                what,
                rule.why(),
                remedy,
                List.of());
    }
}
