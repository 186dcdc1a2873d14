package org.boathouse.contract.failure;

/** An active contract forbids it. The message gives each broken rule with its reason and how to go on. */
public final class ContractViolation extends LakeFailure {
    private static final long serialVersionUID = 1L;

    /** What the platform's HTTP interface calls it. */
    public static final String TYPE = "ContractViolation";

    public ContractViolation(String message) {
        super(FailureKind.FORBIDDEN, message);
    }
}
