/**
 * The Iceberg REST catalog over PostgreSQL. The resources are its HTTP routes; {@link
 * org.boathouse.service.catalog.LakeCatalog} is what the rest of the service sees of it. A load goes by way of {@code
 * RecentLoads}; a commit is prepared by {@code ChangePreparation} and applied by {@code PostgresCatalog}.
 */
package org.boathouse.service.catalog;
