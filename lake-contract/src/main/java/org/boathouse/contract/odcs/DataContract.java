package org.boathouse.contract.odcs;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.boathouse.contract.layout.Domain;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.retention.SnapshotRetention;

/**
 * One Open Data Contract Standard document (3.1 or 3.2), as far as the lake acts on it.
 *
 * @param file the file it was read from, as messages name it
 * @param dataProduct the product's name, the contract's own name where the document names none
 * @param retention how long the history of its tables is kept, as far as the contract says
 * @param contentHash SHA-256 over all that the document says and the texts of its SELECT files; not over layout or comments
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
        List<TableContract> tables,
        SnapshotRetention retention,
        String contentHash) {
    public DataContract {
        tables = List.copyOf(tables);
    }

    /** The same contract at another point of its life. */
    public DataContract withStatus(Status other) {
        return new DataContract(
                file, id, name, version, other, domain, dataProduct, purpose, owner, tables, retention, contentHash);
    }

    /** The contract of a table, if this document describes it. */
    public Optional<TableContract> table(TableName name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /**
     * Whether consumers could rely on it at some time, so that this version never says anything else: a proposed contract or
     * a draft has promised nothing yet. Whether it still protects them says {@link #isInForce}.
     */
    public boolean hasPromised() {
        return status != Status.PROPOSED && status != Status.DRAFT;
    }

    /**
     * Whether the lake keeps it against whoever commits: active and deprecated contracts are kept, a proposed one or a draft
     * not yet, a retired one no longer.
     */
    public boolean isInForce() {
        return status == Status.ACTIVE || status == Status.DEPRECATED;
    }

    /** ODCS's lifecycle. */
    public enum Status {
        PROPOSED,
        DRAFT,
        ACTIVE,
        DEPRECATED,
        RETIRED;

        /** Empty for what is no status. */
        public static Optional<Status> of(String id) {
            return Arrays.stream(values())
                    .filter(status -> status.id().equals(id))
                    .findFirst();
        }

        /** As it stands in documents: lower case. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
