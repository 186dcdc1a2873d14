package org.boathouse.contract.layout;

import org.boathouse.contract.failure.LakeFailure;

/** Where a domain lands files of one kind, {@code <domain>/<dataset>}; its ledger is the table {@code <domain>.raw.<dataset>}. */
public record Dataset(Domain domain, String name) {
    public Dataset {
        new TableName(domain, Layer.RAW, name);
    }

    /** @throws LakeFailure INVALID unless the text is {@code domain/dataset} */
    public static Dataset parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
            throw LakeFailure.invalid(
                    "'%s' names no dataset: expected <domain>/<dataset>, as in flights/airports", text);
        }
        return new Dataset(new Domain(parts[0]), parts[1]);
    }

    /** The landing ledger of this dataset. */
    public TableName ledger() {
        return new TableName(domain, Layer.RAW, name);
    }

    @Override
    public String toString() {
        return domain + "/" + name;
    }
}
