/**
 * SQL over the lake's tables. A request is parsed and gated ({@link org.boathouse.service.query.LakeQuery}), its tables are
 * planned by Iceberg ({@link org.boathouse.service.query.TableScan}), their files brought into the
 * {@link org.boathouse.service.query.FileCache}, and DuckDB runs it over them. Nothing here writes to a table.
 */
package org.boathouse.service.query;
