package org.boathouse.spark.apply;

import java.nio.file.Path;
import java.util.List;
import org.boathouse.contract.product.ProductFolder;
import picocli.CommandLine.Parameters;

/** The products that a command line names. */
public final class Products {
    @Parameters(
            paramLabel = "PRODUCT",
            description = "A folder, searched for *.odcs.yaml, or one such file. None: the current folder.")
    private List<Path> paths = List.of();

    /** @throws org.boathouse.contract.failure.LakeFailure as {@link ProductFolder#read} */
    public ProductFolder read() {
        return ProductFolder.read(paths == null || paths.isEmpty() ? List.of(Path.of("")) : paths);
    }
}
