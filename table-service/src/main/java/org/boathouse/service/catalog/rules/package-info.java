/**
 * What metadata must be like to be stored: read back by Iceberg's parser, and open to further commits. Enter by {@link
 * org.boathouse.service.catalog.rules.TableRules} and {@link org.boathouse.service.catalog.rules.ViewRules}.
 */
package org.boathouse.service.catalog.rules;
