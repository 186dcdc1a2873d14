package org.boathouse.contract.failure;

/**
 * A broken expectation, with its {@link FailureKind}. The message names the thing, what was expected, what was found
 * and what to do; it is shown to people as it is.
 */
public sealed class LakeFailure extends RuntimeException permits ContractViolation {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    public LakeFailure(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public LakeFailure(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public FailureKind kind() {
        return kind;
    }

    public static LakeFailure invalid(String message, Object... args) {
        return new LakeFailure(FailureKind.INVALID, message.formatted(args));
    }

    public static LakeFailure notFound(String message, Object... args) {
        return new LakeFailure(FailureKind.NOT_FOUND, message.formatted(args));
    }

    public static LakeFailure conflict(String message, Object... args) {
        return new LakeFailure(FailureKind.CONFLICT, message.formatted(args));
    }

    public static LakeFailure forbidden(String message, Object... args) {
        return new LakeFailure(FailureKind.FORBIDDEN, message.formatted(args));
    }

    public static LakeFailure unavailable(String message, Throwable cause) {
        return new LakeFailure(FailureKind.UNAVAILABLE, message, cause);
    }
}
