package org.boathouse.service.access;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.responses.ImmutableRemoteSignResponse;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.service.catalog.TableFiles;
import org.boathouse.service.catalog.names.PathNames;
import org.boathouse.service.security.Permissions;
import org.boathouse.service.security.Permissions.Action;
import org.boathouse.service.security.Principal;

/** Signs engines' requests to the object store, those for the files of one table at a time. */
@Path("/iceberg/v1/namespaces/{namespace}/tables/{table}/sign")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SignResource {
    private final TableFiles files;
    private final Permissions permissions;
    private final S3Requests requests;
    private final RequestSigner signer;

    SignResource(TableFiles files, Permissions permissions, LakeStorage storage) {
        this.files = files;
        this.permissions = permissions;
        this.requests = new S3Requests(storage);
        this.signer = new RequestSigner(storage);
    }

    @POST
    public Response sign(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String name,
            RemoteSignRequest request,
            RoutingContext http) {
        TableIdentifier table = PathNames.table(namespace, name);
        if (request.provider() != null && !request.provider().equalsIgnoreCase("s3")) {
            throw LakeFailure.invalid("Requests to '%s' can't be signed: this lake's store is s3", request.provider());
        }
        Principal who = Principal.of(http);
        Map<String, List<String>> headers = SignedHeaders.lowerCase(request.headers());
        S3Use use = requests.judge(request, headers);
        Action action = use.changes().isEmpty() ? Action.READ : Action.CHANGE;
        permissions.require(who, action, table.toString());
        checkPlaces(table, who, use);
        Map<String, List<String>> signed = signer.sign(request.method(), request.uri(), headers, use.signedBody());
        return Response.ok(ImmutableRemoteSignResponse.builder()
                        .uri(request.uri())
                        .headers(signed)
                        .build())
                // A read's signature holds for every range of the object; Iceberg's client uses it again for a while.
                .header(HttpHeaders.CACHE_CONTROL, action == Action.READ ? "private" : "no-cache")
                .build();
    }

    private void checkPlaces(TableIdentifier table, Principal who, S3Use use) {
        List<String> prefixes = files.keyPrefixes(table, who.name());
        Stream.concat(use.reads().stream(), use.changes().stream())
                .filter(key -> prefixes.stream().noneMatch(key::startsWith))
                .findFirst()
                .ifPresent(outside -> {
                    throw LakeFailure.forbidden(
                            "'%s' is no file of table %s: requests are signed for keys under %s",
                            outside, table, prefixes);
                });
    }
}
