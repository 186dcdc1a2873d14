package org.boathouse.contract.odcs;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.boathouse.contract.document.Document;
import org.boathouse.contract.document.Node;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Reads Open Data Contract Standard documents, in two steps: is it a valid ODCS document ({@link #document}), and does
 * the lake know what tables it makes ({@link #contract})? The forms with {@link Problems} let a caller tell the faults
 * of several files at once.
 */
public final class ContractReader {
    private ContractReader() {}

    /**
     * @param file what messages call the document
     * @throws LakeFailure INVALID naming every fault with file and path
     */
    public static OdcsDocument document(String file, String yaml) {
        Problems problems = new Problems();
        Optional<OdcsDocument> document = document(file, yaml, problems);
        problems.throwIfAny();
        return document.orElseThrow();
    }

    /** @return empty where a fault was told */
    public static Optional<OdcsDocument> document(String file, String yaml, Problems problems) {
        Problems own = new Problems();
        Optional<Map<String, Object>> content = Document.read(file, yaml, own.in(file));
        content.ifPresent(root -> OdcsGrammar.of(root.get("apiVersion")).check("", root, own.in(file)));
        problems.addAll(own);
        return own.isEmpty() ? content.map(root -> new OdcsDocument(file, root)) : Optional.empty();
    }

    /**
     * @param texts the SELECT files: path, as resolved against the document's folder, to text
     * @throws LakeFailure INVALID naming every fault with file and path
     */
    public static DataContract contract(OdcsDocument document, Function<String, Optional<String>> texts) {
        Problems problems = new Problems();
        Optional<DataContract> contract = contract(document, texts, problems);
        problems.throwIfAny();
        return contract.orElseThrow();
    }

    /** @return empty where a fault was told */
    public static Optional<DataContract> contract(
            OdcsDocument document, Function<String, Optional<String>> texts, Problems problems) {
        Problems own = new Problems();
        Binding binding = new Binding(document.file(), texts, own.in(document.file()));
        Optional<DataContract> contract =
                new ContractBinding(binding).contract(new Node("", document.content()), document);
        problems.addAll(own);
        return own.isEmpty() ? contract : Optional.empty();
    }

    /** Both steps at once. */
    public static DataContract read(String file, String yaml, Map<String, String> texts) {
        return contract(document(file, yaml), path -> Optional.ofNullable(texts.get(path)));
    }
}
