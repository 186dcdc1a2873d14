package org.boathouse.contract.evolution;

import org.boathouse.contract.layout.TableName;

/** A difference between two versions of a table's contract, in words. */
public record Change(TableName table, String says) {}
