package org.boathouse.contract.odcs;

import static org.boathouse.contract.document.Shape.ANY;
import static org.boathouse.contract.document.Shape.BOOLEAN;
import static org.boathouse.contract.document.Shape.NUMBER;
import static org.boathouse.contract.document.Shape.SCALAR;
import static org.boathouse.contract.document.Shape.TEXT;
import static org.boathouse.contract.document.Shape.listOf;
import static org.boathouse.contract.document.Shape.oneOf;
import static org.boathouse.contract.document.Shape.textMatching;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.boathouse.contract.document.Mapping;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.document.Shape;

/**
 * The Open Data Contract Standard's document, top level and common parts. It accepts what the official JSON schema of
 * 3.1.0 accepts and refuses what that refuses; for documents of 3.2.0 what is new there is added.
 */
final class OdcsGrammar {
    static final List<String> API_VERSIONS =
            List.of("v3.2.0", "v3.1.0", "v3.0.2", "v3.0.1", "v3.0.0", "v2.2.2", "v2.2.1", "v2.2.0");
    private static final String NEW_IN_32 = "new in ODCS 3.2: write apiVersion: v3.2.0 to use it";

    static final Shape STABLE_ID = textMatching(
            Pattern.compile("^[A-Za-z0-9_-]+\\z"), "id: expected letters, digits, hyphens and underscores");
    static final Shape TAGS = listOf(TEXT);

    // After the shapes above, of which they are made.
    private static final OdcsGrammar V31 = new OdcsGrammar(false);
    private static final OdcsGrammar V32 = new OdcsGrammar(true);

    private final boolean is32;
    final Shape customProperties;
    final Shape authoritativeDefinitions;
    private final Mapping document;

    private OdcsGrammar(boolean is32) {
        this.is32 = is32;
        authoritativeDefinitions = listOf(Mapping.empty()
                .with(STABLE_ID, "id")
                .with(TEXT, "url", "type", "description")
                .requires("url", "type"));
        customProperties = listOf(since32(
                Mapping.empty()
                        .with(STABLE_ID, "id")
                        .with(TEXT, "property", "description")
                        .with(ANY, "value")
                        .requires("property", "value"),
                TEXT,
                "vendor"));
        document = topLevel();
    }

    /** The shape of a document whose {@code apiVersion} is this. */
    static Shape of(Object apiVersion) {
        return "v3.2.0".equals(apiVersion) ? V32.document : V31.document;
    }

    boolean is32() {
        return is32;
    }

    /** Adds keys that only a document of 3.2.0 may have. */
    Mapping since32(Mapping mapping, Shape shape, String... names) {
        return is32 ? mapping.with(shape, names) : mapping.refuses(NEW_IN_32, names);
    }

    private Mapping topLevel() {
        Mapping known = Mapping.empty()
                .with(TEXT, "version", "id", "name", "tenant", "status", "dataProduct", "domain")
                .with(TEXT, "slaDefaultElement", "contractCreatedTs")
                .with(oneOf(API_VERSIONS), "apiVersion")
                .with(oneOf(List.of("DataContract")), "kind")
                .with(TAGS, "tags")
                .with(new ServerGrammar(this).servers(), "servers")
                .with(description(), "description")
                .with(new SchemaGrammar(this).schema(), "schema")
                .with(listOf(support()), "support")
                .with(price(), "price")
                .with(this::checkTeam, "team")
                .with(roles(), "roles")
                .with(listOf(serviceLevel()), "slaProperties")
                .with(authoritativeDefinitions, "authoritativeDefinitions")
                .with(customProperties, "customProperties")
                .requires("version", "apiVersion", "kind", "id");
        return since32(is32 ? known : known.requires("status"), context(), "context");
    }

    private Mapping description() {
        return Mapping.empty()
                .with(TEXT, "usage", "purpose", "limitations")
                .with(authoritativeDefinitions, "authoritativeDefinitions")
                .with(customProperties, "customProperties")
                .open();
    }

    private Mapping support() {
        return Mapping.empty()
                .with(STABLE_ID, "id")
                .with(TEXT, "channel", "url", "description", "tool", "scope", "invitationUrl")
                .with(customProperties, "customProperties")
                .requires("channel");
    }

    private static Mapping price() {
        return Mapping.empty()
                .with(STABLE_ID, "id")
                .with(NUMBER, "priceAmount")
                .with(TEXT, "priceCurrency", "priceUnit");
    }

    /** An object since 3.1; a bare list of members before, still allowed. */
    private void checkTeam(String path, Object value, Problems.InFile problems) {
        Mapping member = Mapping.empty()
                .with(STABLE_ID, "id")
                .with(TEXT, "username", "name", "description", "role", "dateIn", "dateOut", "replacedByUsername")
                .with(TAGS, "tags")
                .with(customProperties, "customProperties")
                .with(authoritativeDefinitions, "authoritativeDefinitions")
                .requires("username");
        Mapping team = Mapping.empty()
                .with(STABLE_ID, "id")
                .with(TEXT, "name", "description")
                .with(listOf(member), "members")
                .with(TAGS, "tags")
                .with(customProperties, "customProperties")
                .with(authoritativeDefinitions, "authoritativeDefinitions");
        (value instanceof List ? listOf(member) : team).check(path, value, problems);
    }

    Shape roles() {
        return listOf(Mapping.empty()
                .with(STABLE_ID, "id")
                .with(TEXT, "role", "description", "access", "firstLevelApprovers", "secondLevelApprovers")
                .with(customProperties, "customProperties")
                .requires("role"));
    }

    private Mapping serviceLevel() {
        Mapping known = Mapping.empty()
                .with(STABLE_ID, "id")
                .with(TEXT, "property", "unit", "element", "driver", "description", "scheduler", "schedule")
                .with(SCALAR, "value", "valueExt")
                .requires("property", "value");
        return since32(
                since32(known, customProperties, "customProperties"),
                authoritativeDefinitions,
                "authoritativeDefinitions");
    }

    /** Guidance for readers that are programs (3.2): one text, or statements and constraints. */
    Shape context() {
        Mapping common = Mapping.empty()
                .with(TEXT, "id")
                .with(authoritativeDefinitions, "authoritativeDefinitions")
                .with(TAGS, "tags")
                .with(customProperties, "customProperties");
        Mapping full = Mapping.empty()
                .with(TEXT, "instructions")
                .with(listOf(common.with(TEXT, "question", "answer").requires("question")), "verifiedStatements")
                .with(listOf(common.with(TEXT, "constraint").requires("constraint")), "constraints");
        return (path, value, problems) -> (value instanceof Map ? full : TEXT).check(path, value, problems);
    }

    /** What every schema object and property may say of itself. */
    Mapping element() {
        Mapping known = Mapping.empty()
                .with(STABLE_ID, "id")
                .with(TEXT, "name", "physicalType", "description", "businessName")
                .with(authoritativeDefinitions, "authoritativeDefinitions")
                .with(TAGS, "tags")
                .with(customProperties, "customProperties");
        Mapping synonym = Mapping.empty()
                .with(STABLE_ID, "id")
                .with(TEXT, "synonym", "description", "locale", "source", "status")
                .with(customProperties, "customProperties")
                .requires("synonym");
        return since32(since32(known, BOOLEAN, "deprecated"), listOf(synonym), "synonyms");
    }
}
