package org.boathouse.contract.document;

import java.util.ArrayList;
import java.util.List;
import org.boathouse.contract.failure.LakeFailure;

/** The faults found in a set of files, each with its file and the path of the key in it, so that all are told at once. */
public final class Problems {
    private static final int SHOWN_MAX = 50;

    private final List<String> found = new ArrayList<>();

    /** @param path the key's, such as {@code schema[0].name}; empty for the whole file */
    public void add(String file, String path, String says) {
        String problem = file + ": " + (path.isEmpty() ? "" : path + ": ") + says;
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    public void addAll(Problems others) {
        others.found.stream().filter(problem -> !found.contains(problem)).forEach(found::add);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<String> all() {
        return List.copyOf(found);
    }

    /** The same collection seen from within one file. */
    public InFile in(String file) {
        return (path, says) -> add(file, path, says);
    }

    /** @throws LakeFailure INVALID with one line for each problem, if there is any */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            int more = found.size() - SHOWN_MAX;
            String shown = String.join("\n", found.subList(0, Math.min(found.size(), SHOWN_MAX)));
            throw LakeFailure.invalid("%s", more > 0 ? shown + "\n... and " + more + " more" : shown);
        }
    }

    /** Takes the faults of one file. */
    @FunctionalInterface
    public interface InFile {
        void add(String path, String says);
    }
}
