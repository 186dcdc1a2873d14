/**
 * What happened to tables and views, written in the transaction in which it happened ({@link
 * org.boathouse.service.catalog.events.CatalogEvents}): the feed that others follow, and the log of who did it.
 */
package org.boathouse.service.catalog.events;
