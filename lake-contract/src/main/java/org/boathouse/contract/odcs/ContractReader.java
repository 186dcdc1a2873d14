package org.boathouse.contract.odcs;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Reads Open Data Contract Standard documents, in two steps: is it a valid ODCS document ({@link #document}), and does
 * the lake know what tables it makes ({@link #contract})?
 */
public final class ContractReader {
    private ContractReader() {}

    /**
     * @param file what messages call the document
     * @throws LakeFailure INVALID naming every fault with file and path
     */
    public static OdcsDocument document(String file, String yaml) {
        throw new UnsupportedOperationException("follows");
    }

    /**
     * @param texts the SELECT files: path, as resolved against the document's folder, to text
     * @throws LakeFailure INVALID naming every fault with file and path
     */
    public static DataContract contract(OdcsDocument document, Function<String, Optional<String>> texts) {
        throw new UnsupportedOperationException("follows");
    }

    /** Both steps at once. */
    public static DataContract read(String file, String yaml, Map<String, String> texts) {
        return contract(document(file, yaml), path -> Optional.ofNullable(texts.get(path)));
    }
}
