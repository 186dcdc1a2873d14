package org.boathouse.ingestion.ledger;

import java.time.Instant;
import org.boathouse.contract.layout.ContentHash;

/** The newest landing of one source name. */
public record LatestLanding(ContentHash content, Instant landedAt) {}
