/**
 * The object store as the service is told of it, whole objects read and written there, and temporary keys to parts of it
 * ({@link org.boathouse.service.storage.KeyDesk}).
 */
package org.boathouse.service.storage;
