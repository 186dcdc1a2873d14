package org.boathouse.service.collector;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.boathouse.contract.failure.LakeFailure;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** {@code POST /api/v1/collect}: runs the collector now, or tells what it would delete and why. */
@Path("/api/v1/collect")
@Blocking
class CollectorResource {
    private final Collector collector;
    private final CollectionRuns runs;

    CollectorResource(Collector collector, CollectionRuns runs) {
        this.collector = collector;
        this.runs = runs;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Deletes what nothing needs any more, or tells what would go")
    @RequestBody(content = @Content(schema = @Schema(implementation = CollectRequest.class)))
    public CollectionReport collect(byte[] body) {
        CollectRequest request = CollectRequest.parse(body);
        if (request.dryRun()) {
            return collector.preview(request.after(), request.limit());
        }
        CollectionReport report =
                collector.collect().orElseThrow(() -> LakeFailure.conflict("A collection is under way already"));
        runs.record(report, Instant.now());
        return report;
    }
}
