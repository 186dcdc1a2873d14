/** What things in the catalog may be called, how names stand in URLs, and where tables of those names lie. */
package org.boathouse.service.catalog.names;
