/**
 * A lake's two stores, PostgreSQL and an S3 store, in one folder of one machine. {@link
 * org.boathouse.embedded.EmbeddedStores} is the way in.
 */
package org.boathouse.embedded;
