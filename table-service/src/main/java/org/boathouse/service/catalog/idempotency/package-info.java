/**
 * A request with an {@code Idempotency-Key} is run once, and answered the same ever after. Requests come in by {@link
 * org.boathouse.service.catalog.idempotency.KeyedRequests}; what applies one says its answer by {@link
 * org.boathouse.service.catalog.idempotency.KeyedRequest#willAnswer} or {@link
 * org.boathouse.service.catalog.idempotency.OnceOnly}.
 */
package org.boathouse.service.catalog.idempotency;
