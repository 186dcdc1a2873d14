package org.boathouse.staticcatalog;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The service's route of loads, with nothing behind it: the same HTTP server and JAX-RS layer, on the event loop too, answer
 * bytes that never change. Whatever the service does between a request and these bytes, it does beyond this.
 */
@Path("/iceberg/v1/namespaces/{namespace}/tables")
@Produces(MediaType.APPLICATION_JSON)
public class StaticTables {
    private final Map<String, Answer> answers = new HashMap<>();

    private record Answer(byte[] body, EntityTag tag) {}

    StaticTables(StaticConfig config) throws IOException {
        for (Map.Entry<String, java.nio.file.Path> table : config.tables().entrySet()) {
            byte[] body = Files.readAllBytes(table.getValue());
            String tag = UUID.nameUUIDFromBytes(body).toString();
            answers.put(table.getKey(), new Answer(body, new EntityTag(tag)));
        }
    }

    @GET
    @Path("/{table}")
    @NonBlocking
    public Response load(@PathParam("table") String name) {
        Answer answer = answers.get(name);
        if (answer == null) {
            throw new NotFoundException();
        }
        return Response.ok(answer.body()).tag(answer.tag()).build();
    }
}
