package org.boathouse.demo;

/** The demo did not go as told; the message says where. */
final class DemoFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailed(String message) {
        super(message);
    }
}
