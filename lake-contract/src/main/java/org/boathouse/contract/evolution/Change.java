package org.boathouse.contract.evolution;

import org.boathouse.contract.layout.TableName;

/**
 * A difference between two versions of a table's contract, in words.
 *
 * @param readers what it does to queries written for the version before
 * @param writers what it does to jobs that write the table by the version before
 */
public record Change(TableName table, String says, Verdict readers, Verdict writers) {}
