package org.boathouse.contract.product;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.odcs.DataContract;

/**
 * The files of one or more products: contracts ({@code *.odcs.yaml}) and the SELECT files they name.
 *
 * @param texts file name, as messages name it and with forward slashes, to its text
 */
public record ProductFolder(Map<String, String> texts) {
    public static final String CONTRACT_SUFFIX = ".odcs.yaml";

    public ProductFolder {
        texts = new TreeMap<>(texts);
    }

    /**
     * Reads products from disk.
     *
     * @param paths folders, searched recursively for {@code *.odcs.yaml}, or such files
     * @throws LakeFailure NOT_FOUND for a path that is not there, INVALID for a folder without a contract
     */
    public static ProductFolder read(List<Path> paths) {
        throw new UnsupportedOperationException("follows");
    }

    /**
     * The contracts, in order of their file names.
     *
     * @throws LakeFailure INVALID naming every fault of every file with its path in it; a table described twice is one
     */
    public List<DataContract> contracts() {
        throw new UnsupportedOperationException("follows");
    }
}
