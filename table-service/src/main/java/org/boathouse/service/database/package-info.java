/**
 * PostgreSQL, for whoever keeps rows there: work runs in one transaction ({@link org.boathouse.service.database.Database}),
 * and rows that have had their time are removed.
 */
package org.boathouse.service.database;
