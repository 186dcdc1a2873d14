package org.boathouse.service.query;

/** A query was stopped from outside; who stopped it knows why. */
final class QueryInterrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueryInterrupted() {
        super("stopped");
    }
}
