/** What differs between two points of a table's history: schema, properties, files, and rows by key. */
package org.boathouse.service.diff;
