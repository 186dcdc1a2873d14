package org.boathouse.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A session policy as stores apply it. It knows the part of the language that such policies are written in, and refuses the
 * rest, rather than to allow what it does not understand.
 */
final class SessionPolicyInForce {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> STATEMENT = Set.of("Effect", "Action", "Resource", "Condition");

    private final List<Statement> statements;

    private record Statement(List<String> actions, List<String> resources, List<String> prefixesOrNull) {}

    private SessionPolicyInForce(List<Statement> statements) {
        this.statements = statements;
    }

    /** @throws IllegalArgumentException for what is no policy, or holds what is not known here */
    static SessionPolicyInForce parse(String policy) {
        try {
            JsonNode root = JSON.readTree(policy);
            check(root.path("Version").asText().equals("2012-10-17"), "Version");
            List<Statement> statements = new ArrayList<>();
            for (JsonNode statement : root.path("Statement")) {
                check(STATEMENT.containsAll(names(statement)), "a statement's elements");
                check(statement.path("Effect").asText().equals("Allow"), "Effect");
                statements.add(new Statement(
                        texts(statement.path("Action")),
                        texts(statement.path("Resource")),
                        statement.has("Condition") ? prefixes(statement.path("Condition")) : null));
            }
            check(!statements.isEmpty(), "Statement");
            return new SessionPolicyInForce(statements);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }

    private static List<String> prefixes(JsonNode condition) {
        check(names(condition).equals(Set.of("StringLike")), "Condition");
        check(names(condition.path("StringLike")).equals(Set.of("s3:prefix")), "StringLike");
        return texts(condition.path("StringLike").path("s3:prefix"));
    }

    /** @param prefixOrNull of a listing */
    boolean allows(String action, String bucket, String keyOrNull, String prefixOrNull) {
        String resource = "arn:aws:s3:::" + bucket + (keyOrNull == null ? "" : "/" + keyOrNull);
        return statements.stream()
                .anyMatch(statement -> statement.actions().contains(action)
                        && anyMatches(statement.resources(), resource)
                        && (statement.prefixesOrNull() == null
                                || prefixOrNull != null && anyMatches(statement.prefixesOrNull(), prefixOrNull)));
    }

    private static boolean anyMatches(List<String> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> Pattern.compile(
                        ("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"), Pattern.DOTALL)
                .matcher(text)
                .matches());
    }

    private static List<String> texts(JsonNode oneOrMore) {
        List<String> texts = new ArrayList<>();
        if (oneOrMore.isTextual()) {
            texts.add(oneOrMore.asText());
        }
        if (oneOrMore.isArray()) {
            oneOrMore.forEach(text -> texts.add(text.asText()));
        }
        check(!texts.isEmpty(), "an empty element");
        return texts;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("This policy's " + what + " is not known here");
        }
    }
}
