package org.boathouse.spark.run;

import java.util.List;
import java.util.stream.Collectors;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.spark.audit.Audit.Finding;
import org.boathouse.spark.stage.StagedTable;

/** A staged run broke a rule that must hold: it is not published, and its branch stays to be looked at. */
final class AuditFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient LakeFailure failure;

    AuditFailed(StagedTable staged, List<Finding> findings) {
        String broken = findings.stream()
                .map(finding -> "  " + finding.rule() + ": " + finding.text())
                .collect(Collectors.joining("\n"));
        this.failure = LakeFailure.invalid(
                "%s was not published, its new rows break rules that must hold; main stays as it is%n%s%n  the staged rows"
                        + " are on branch %s for a week",
                staged.name(), broken, staged.branch());
    }

    LakeFailure failure() {
        return failure;
    }
}
