package org.boathouse.service.openapi;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.boathouse.service.catalog.idempotency.IdempotencyKey;
import org.boathouse.service.catalog.idempotency.KeyedRequests;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Adds what no call says for itself: that it needs a token, how it refuses, and whether it is run once with a key. An answer's
 * keys are all there, those that may be null too.
 */
public final class EveryCall implements OASFilter {
    private static final String TOKEN = "token";
    private static final String FAILURE = "Failure";
    private static final Set<String> NUMBERS = Set.of("limit", "rows", "offset");
    private static final Set<String> FLAGS = Set.of("dryRun", "dropped");
    private static final String REF = "#/components/schemas/";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getComponents()
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer"));
        api.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        api.getComponents().getSchemas().forEach((name, schema) -> requireAll(name, schema));
        api.getComponents().addSchema(FAILURE, failure());
        api.getPaths().getPathItems().forEach(EveryCall::complete);
    }

    private static void requireAll(String name, Schema schema) {
        if (schema.getProperties() != null && !name.endsWith("Request") && schema.getRequired() == null) {
            schema.setRequired(List.copyOf(schema.getProperties().keySet()));
        }
    }

    private static void complete(String path, PathItem calls) {
        calls.getOperations().forEach((method, call) -> {
            call.getResponses().removeAPIResponse("400");
            call.getResponses().addAPIResponse("default", refused());
            if (call.getParameters() != null) {
                call.getParameters().forEach(EveryCall::type);
            }
            if (KeyedRequests.isKeyed(method.name(), path)) {
                call.addParameter(key());
            }
        });
    }

    /** They are declared as text, so that what is none of these is refused in words. */
    private static void type(Parameter parameter) {
        if (NUMBERS.contains(parameter.getName())) {
            parameter.setSchema(OASFactory.createSchema().addType(SchemaType.INTEGER));
        } else if (FLAGS.contains(parameter.getName())) {
            parameter.setSchema(OASFactory.createSchema().addType(SchemaType.BOOLEAN));
        }
    }

    private static Parameter key() {
        return OASFactory.createParameter()
                .in(Parameter.In.HEADER)
                .name(IdempotencyKey.HEADER)
                .description("A request that is sent twice with the same key is applied once, and answered alike.")
                .schema(OASFactory.createSchema().addType(SchemaType.STRING).format("uuid"));
    }

    private static APIResponse refused() {
        MediaType json =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref(REF + FAILURE));
        return OASFactory.createAPIResponse()
                .description("Refused or failed: the type says what to do, the message says why.")
                .content(OASFactory.createContent().addMediaType("application/json", json));
    }

    private static Schema failure() {
        Schema error = OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .properties(Map.of(
                        "message",
                        text(),
                        "type",
                        text(),
                        "code",
                        OASFactory.createSchema().addType(SchemaType.INTEGER)))
                .required(List.of("message", "type", "code"));
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .addProperty("error", error)
                .required(List.of("error"));
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }
}
