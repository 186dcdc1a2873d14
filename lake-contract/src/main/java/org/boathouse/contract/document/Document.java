package org.boathouse.contract.document;

import java.util.Map;
import java.util.Optional;

/** Reads a YAML file whose root is a mapping. */
public final class Document {
    private Document() {}

    /** @return the root; empty, with the fault told, where the text is no such document within the limits */
    @SuppressWarnings("unchecked") // keys that are no text are looked for first
    public static Optional<Map<String, Object>> read(String file, String yaml, Problems.InFile problems) {
        Optional<Object> root = YamlText.read(file, yaml, problems);
        if (root.isPresent() && !(root.get() instanceof Map)) {
            problems.add("", "expected a mapping at the top, found " + Shape.describe(root.get()));
            return Optional.empty();
        }
        return root.map(map -> (Map<String, Object>) map);
    }
}
