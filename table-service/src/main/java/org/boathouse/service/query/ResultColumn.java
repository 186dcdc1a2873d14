package org.boathouse.service.query;

/** @param type as DuckDB's SQL names it */
record ResultColumn(String name, String type) {}
