package org.boathouse.contract.product;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/** How a dataset's landed files are read. Compression is chosen by suffix. */
public sealed interface FileFormat {
    /**
     * Delimited text with a header line in every file; columns are matched by header name, per file.
     *
     * @param nullValues texts that mean null; the empty unquoted field always does
     */
    record Csv(char delimiter, char quote, Charset charset, List<String> nullValues) implements FileFormat {
        public Csv {
            nullValues = List.copyOf(nullValues);
        }
    }

    /**
     * JSON: one array of objects, or objects one after the other (JSON lines), told apart by the first character.
     *
     * @param records a dotted path to the array of records inside one document, such as {@code features}
     */
    record Json(Optional<String> records) implements FileFormat {}
}
