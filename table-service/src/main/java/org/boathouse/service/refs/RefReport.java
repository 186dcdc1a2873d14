package org.boathouse.service.refs;

/**
 * What became of a branch or tag.
 *
 * @param action {@code created}, {@code replaced}, {@code forwarded}, {@code deleted} or {@code unchanged}
 * @param was where it was before; null where it is new
 * @param ref as it is now; as it was where it is deleted
 */
public record RefReport(String table, String action, Long was, RefState ref, boolean dryRun) {}
