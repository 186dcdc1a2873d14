package org.boathouse.service.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Where clients that are given a credential instead of a token ask for one (RFC 6749, section 5.2). There are no identities
 * to exchange yet, and the answer says what to do instead.
 */
@Path("/iceberg/v1/oauth/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class TokenResource {
    private static final ObjectNode ERROR = new JsonMapper()
            .createObjectNode()
            .put("error", "unsupported_grant_type")
            .put(
                    "error_description",
                    "This lake exchanges no credentials: give the client the lake's token itself (property 'token',"
                            + " header 'Authorization: Bearer'), and set 'token-refresh-enabled=false'");

    @POST
    public Response token() {
        return Response.status(Response.Status.BAD_REQUEST)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(ERROR.toString())
                .build();
    }
}
