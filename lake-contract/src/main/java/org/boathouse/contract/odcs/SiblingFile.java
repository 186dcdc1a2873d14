package org.boathouse.contract.odcs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.boathouse.contract.document.Node;

/** Files that a contract names: relative to the contract's folder and inside it, with forward slashes. */
final class SiblingFile {
    private SiblingFile() {}

    /** The file's name as messages name it: the contract's folder, then the path; empty where the path leads out of the folder. */
    static Optional<String> resolve(Binding binding, Node at) {
        Deque<String> parts = new ArrayDeque<>();
        String path = at.value().toString();
        boolean inside = !path.isBlank() && !path.startsWith("/") && path.indexOf('\\') < 0 && path.indexOf('\0') < 0;
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                inside &= parts.pollLast() != null;
            } else if (!part.equals(".") && !part.isEmpty()) {
                parts.add(part);
            }
        }
        if (!inside || parts.isEmpty()) {
            binding.problem(at, "'" + path + "' is no path to a file in the contract's folder or below it");
            return Optional.empty();
        }
        String file = binding.file();
        return Optional.of(file.substring(0, file.lastIndexOf('/') + 1) + String.join("/", parts));
    }
}
