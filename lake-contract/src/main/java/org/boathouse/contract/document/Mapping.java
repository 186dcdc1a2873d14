package org.boathouse.contract.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A mapping with known keys: any other key is an error that names the nearest known one. Immutable; each method gives a
 * new one.
 */
public final class Mapping implements Shape {
    private final Map<String, Shape> keys;
    private final Set<String> required;
    private final Map<String, String> refused;
    private final boolean open;

    private Mapping(Map<String, Shape> keys, Set<String> required, Map<String, String> refused, boolean open) {
        this.keys = keys;
        this.required = required;
        this.refused = refused;
        this.open = open;
    }

    public static Mapping empty() {
        return new Mapping(Map.of(), Set.of(), Map.of(), false);
    }

    public Mapping with(Shape shape, String... names) {
        Map<String, Shape> all = new LinkedHashMap<>(keys);
        for (String name : names) {
            all.put(name, shape);
        }
        return new Mapping(all, required, refused, open);
    }

    /** These keys must be there. */
    public Mapping requires(String... names) {
        Set<String> all = new LinkedHashSet<>(required);
        all.addAll(List.of(names));
        return new Mapping(keys, all, refused, open);
    }

    /** These keys may not be there, and why. */
    public Mapping refuses(String why, String... names) {
        Map<String, String> all = new LinkedHashMap<>(refused);
        for (String name : names) {
            all.put(name, why);
        }
        return new Mapping(keys, required, all, open);
    }

    /** All keys of the other mapping as well. */
    public Mapping plus(Mapping other) {
        Map<String, Shape> all = new LinkedHashMap<>(keys);
        all.putAll(other.keys);
        Set<String> must = new LinkedHashSet<>(required);
        must.addAll(other.required);
        Map<String, String> not = new LinkedHashMap<>(refused);
        not.putAll(other.refused);
        return new Mapping(all, must, not, open || other.open);
    }

    /** Unknown keys are kept, whatever they hold. */
    public Mapping open() {
        return new Mapping(keys, required, refused, true);
    }

    public boolean knows(String key) {
        return keys.containsKey(key);
    }

    @Override
    public void check(String path, Object value, Problems.InFile problems) {
        if (!(value instanceof Map<?, ?> map)) {
            problems.add(path, "expected a mapping, found " + Shape.describe(value));
            return;
        }
        for (String name : required) {
            if (!map.containsKey(name)) {
                problems.add(child(path, name), "missing, but required");
            }
        }
        List<String> unused = new ArrayList<>(keys.keySet());
        map.keySet().forEach(key -> unused.remove(String.valueOf(key)));
        map.forEach((key, part) -> {
            String at = child(path, String.valueOf(key));
            if (key instanceof String name && refused.containsKey(name)) {
                problems.add(at, refused.get(name));
            } else if (key instanceof String name && keys.containsKey(name)) {
                keys.get(name).check(at, part, problems);
            } else if (!open || !(key instanceof String)) {
                problems.add(at, "unknown key" + Nearest.hint(String.valueOf(key), unused));
            }
        });
    }

    /** The path of a key below another. */
    public static String child(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
