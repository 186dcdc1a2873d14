/**
 * Metadata files of tables and views: written and read ({@link org.boathouse.service.catalog.metadata.MetadataFiles}), never
 * deleted.
 */
package org.boathouse.service.catalog.metadata;
