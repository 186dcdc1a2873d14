package org.boathouse.contract.evolution;

import java.util.Optional;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.SemanticVersion;

/**
 * Which promise it is, and whose.
 *
 * @param contract its name
 */
public record ContractVersion(String contract, SemanticVersion version, Optional<String> owner) {

    static ContractVersion of(DataContract contract) {
        return new ContractVersion(contract.name(), contract.version(), contract.owner());
    }

    /** For people: {@code contract orders version 1.0.0, owner shop team}. */
    String says() {
        return "contract " + contract + " version " + version
                + owner.map(name -> ", owner " + name).orElse("");
    }
}
