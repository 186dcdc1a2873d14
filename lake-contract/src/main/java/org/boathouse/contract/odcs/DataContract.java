package org.boathouse.contract.odcs;

import java.util.List;
import java.util.Optional;
import org.boathouse.contract.layout.Domain;

/**
 * One Open Data Contract Standard document (3.1 or 3.2), as far as the lake acts on it.
 *
 * @param file the file it was read from, as messages name it
 * @param dataProduct the product's name, the contract's own name where the document names none
 */
public record DataContract(
        String file,
        String id,
        String name,
        SemanticVersion version,
        Status status,
        Domain domain,
        String dataProduct,
        Optional<String> purpose,
        Optional<String> owner,
        List<TableContract> tables) {
    public DataContract {
        tables = List.copyOf(tables);
    }

    /** ODCS's lifecycle. */
    public enum Status {
        PROPOSED,
        DRAFT,
        ACTIVE,
        DEPRECATED,
        RETIRED
    }
}
