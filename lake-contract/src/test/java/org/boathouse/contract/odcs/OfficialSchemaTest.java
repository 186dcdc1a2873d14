package org.boathouse.contract.odcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.boathouse.contract.document.Document;
import org.boathouse.contract.document.Problems;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares our rules with the official JSON schema of ODCS 3.1.0 on its own examples and on thousands of slips in them.
 * Runs where a folder {@code shared/odcs} with both lies beside the repository.
 */
class OfficialSchemaTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Object[] WRONG_VALUES = {"strin", -1, null, Map.of()};

    /** Keys that are right in one place and wrong in most. */
    private static final Map<String, Object> STRAY_KEYS = Map.of(
            "properties",
            List.of(),
            "items",
            Map.of(),
            "logicalTypeOptions",
            Map.of("minLength", 1),
            "metric",
            "rowCount",
            "mustBe",
            1,
            "query",
            "SELECT 1",
            "type",
            "sql",
            "from",
            "a.b",
            "enum",
            List.of(Map.of("value", 1)));

    private static Path folder;
    private static JsonSchema official;

    @BeforeAll
    static void findTheStandard() throws IOException {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared/odcs");
            if (Files.exists(candidate.resolve("odcs-json-schema-v3.1.0.json"))) {
                folder = candidate;
                official = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                        .getSchema(Files.readString(candidate.resolve("odcs-json-schema-v3.1.0.json")));
                return;
            }
        }
        assumeTrue(false, "no folder shared/odcs beside the repository: nothing to compare with");
    }

    @Test
    void everyOfficialExampleIsJudgedAsTheOfficialSchemaJudgesIt() throws IOException {
        List<Map<String, Object>> examples = examples();
        assertTrue(examples.size() >= 17, "found " + examples.size());
        for (Map<String, Object> example : examples) {
            assertAgreement(example, "the example " + example.get("id"));
        }
    }

    @Test
    void everySlipInAnExampleIsJudgedAsTheOfficialSchemaJudgesIt() throws IOException {
        int slips = 0;
        for (Map<String, Object> example : examples()) {
            if (JSON.writeValueAsString(example).length() > 50_000) {
                continue; // one schema of hundreds of like columns: thousands of like slips
            }
            List<Slip> all = slips(example, "");
            // Of the largest documents every third slip will do: the other examples repeat most of them.
            int step = all.size() > 500 ? 3 : 1;
            for (int i = 0; i < all.size(); i += step) {
                assertAgreement(all.get(i).document(), all.get(i).says());
                slips++;
            }
        }
        assertTrue(slips > 2_000, "made " + slips);
    }

    private static void assertAgreement(Map<String, Object> document, String says) {
        JsonNode json = JSON.valueToTree(document);
        var faults = official.validate(json);
        Problems problems = new Problems();
        OdcsGrammar.of(document.get("apiVersion")).check("", document, problems.in("x"));
        if ("v3.2.0".equals(document.get("apiVersion"))) {
            return; // 3.1.0 does not know it; we do
        }
        assertEquals(
                faults.isEmpty(), problems.isEmpty(), () -> says + ": official " + faults + ", ours " + problems.all());
    }

    private record Slip(Map<String, Object> document, String says) {}

    /** The document with each key in turn dropped, misspelt, and given each wrong value. */
    private static List<Slip> slips(Map<String, Object> root, String path) {
        List<Slip> slips = new ArrayList<>();
        collect(root, root, path, slips);
        return slips;
    }

    private static void collect(Map<String, Object> root, Object at, String path, List<Slip> slips) {
        if (at instanceof Map<?, ?> map) {
            STRAY_KEYS.forEach((key, value) -> {
                if (!map.containsKey(key)) {
                    slips.add(new Slip(changed(root, map, key, value, "insert"), path + "." + key + " inserted"));
                }
            });
            for (Object key : List.copyOf(map.keySet())) {
                String name = path + "." + key;
                slips.add(new Slip(changed(root, map, key, null, "drop"), name + " dropped"));
                slips.add(new Slip(changed(root, map, key, null, "misspell"), name + " misspelt"));
                for (Object wrong : WRONG_VALUES) {
                    slips.add(new Slip(changed(root, map, key, wrong, "replace"), name + " = " + wrong));
                }
                collect(root, map.get(key), name, slips);
            }
        } else if (at instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(root, list.get(i), path + "[" + i + "]", slips);
            }
        }
    }

    private static Map<String, Object> changed(
            Map<String, Object> root, Map<?, ?> target, Object key, Object value, String how) {
        return asMap(copy(root, target, key, value, how));
    }

    @SuppressWarnings("unchecked") // documents have text keys
    private static Map<String, Object> asMap(Object map) {
        return (Map<String, Object>) map;
    }

    private static Object copy(Object at, Map<?, ?> target, Object key, Object value, String how) {
        if (at instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(copy(item, target, key, value, how)));
            return copy;
        }
        if (!(at instanceof Map<?, ?> map)) {
            return at;
        }
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((name, part) -> {
            if (map != target || !name.equals(key)) {
                copy.put(name, copy(part, target, key, value, how));
            } else if (how.equals("misspell")) {
                copy.put(name + "x", part);
            } else if (how.equals("replace")) {
                copy.put(name, value);
            }
        });
        if (map == target && how.equals("insert")) {
            copy.put(key, value);
        }
        return copy;
    }

    private static List<Map<String, Object>> examples() throws IOException {
        List<Map<String, Object>> examples = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".odcs.yaml"))
                    .sorted()
                    .toList()) {
                Problems problems = new Problems();
                examples.add(Document.read(file.toString(), Files.readString(file), problems.in(file.toString()))
                        .orElseThrow(() -> new AssertionError(problems.all())));
            }
        }
        return examples;
    }
}
