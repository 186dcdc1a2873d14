package org.boathouse.service.http;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.boathouse.contract.document.Nearest;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Refuses query parameters that a call of the platform does not know, as unknown keys of a body are: passed over, a misspelt
 * {@code dryRun} would do what was only to be told. Iceberg's clients may send what they like, says their specification.
 */
@Provider
public final class KnownParameters implements ContainerRequestFilter {
    @Context
    ResourceInfo called;

    @Override
    public void filter(ContainerRequestContext request) {
        var sent = request.getUriInfo().getQueryParameters().keySet();
        if (sent.isEmpty() || !request.getUriInfo().getPath().startsWith("/api/")) {
            return;
        }
        List<String> known = Arrays.stream(called.getResourceMethod().getParameters())
                .map(parameter -> parameter.getAnnotation(QueryParam.class))
                .filter(Objects::nonNull)
                .map(QueryParam::value)
                .toList();
        sent.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw LakeFailure.invalid("%s: unknown query parameter%s", name, Nearest.hint(name, known));
        });
    }
}
