package org.boathouse.service.retention;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Domain;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.NamespaceProperties;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.TableChange;
import org.boathouse.service.catalog.events.Attribution;
import org.boathouse.service.catalog.idempotency.OnceOnly;

/** Says, in the properties of tables and domains, how long history is kept. Repeating it changes nothing. */
@Singleton
class Retentions {
    private static final String ACTION_SET = "set";
    private static final String ACTION_NONE = "unchanged";

    private final LakeCatalog catalog;
    private final NamespaceProperties namespaces;
    private final Policies policies;
    private final OnceOnly once;

    Retentions(LakeCatalog catalog, NamespaceProperties namespaces, Policies policies, OnceOnly once) {
        this.catalog = catalog;
        this.namespaces = namespaces;
        this.policies = policies;
        this.once = once;
    }

    RetentionState of(StoredTable table) {
        return state(table, null, false);
    }

    /** @throws LakeFailure INVALID; CONFLICT where somebody else changed the table meanwhile */
    RetentionState set(StoredTable table, RetentionRequest request) {
        TableMetadata metadata = table.metadata();
        SnapshotRetention before = SnapshotRetention.ofProperties(metadata.properties());
        SnapshotRetention wanted = request.over(before);
        TableMetadata changed = TableMetadata.buildFrom(metadata)
                .removeProperties(removed(before, wanted))
                .setProperties(set(before, wanted))
                .build();
        boolean same = wanted.equals(before);
        RetentionState state =
                state(same ? table : table.with(changed), same ? ACTION_NONE : ACTION_SET, request.dryRun());
        if (request.dryRun()) {
            return state;
        }
        if (same) {
            once.answered(state);
            return state;
        }
        TableChange change = new TableChange.Update(
                table.identifier(),
                List.of(
                        new UpdateRequirement.AssertTableUUID(metadata.uuid()),
                        new SameProperties(metadata.properties())),
                changed.changes());
        try {
            Attribution.as("retention", null, () -> catalog.commit(List.of(change), once.willAnswer(state)));
        } catch (CommitFailedException e) {
            throw new LakeFailure(
                    FailureKind.CONFLICT,
                    "Somebody else changed %s meanwhile, and nothing was set: look at what is there, and try again (%s)"
                            .formatted(table.identifier(), e.getMessage()),
                    e);
        }
        return state;
    }

    /** @throws LakeFailure NOT_FOUND */
    RetentionState of(Domain domain) {
        NamespaceProperties.Found found = found(domain);
        return state(domain, null, SnapshotRetention.ofProperties(found.values()), found, false);
    }

    /** @throws LakeFailure INVALID, NOT_FOUND */
    RetentionState set(Domain domain, RetentionRequest request) {
        NamespaceProperties.Found found = found(domain);
        SnapshotRetention before = SnapshotRetention.ofProperties(found.values());
        SnapshotRetention wanted = request.over(before);
        boolean same = wanted.equals(before);
        RetentionState state = state(domain, same ? ACTION_NONE : ACTION_SET, wanted, found, request.dryRun());
        if (request.dryRun()) {
            return state;
        }
        if (same) {
            once.answered(state);
            return state;
        }
        try {
            namespaces.update(namespace(domain), removed(before, wanted), set(before, wanted), once.willAnswer(state));
        } catch (NoSuchNamespaceException e) {
            throw missing(domain);
        }
        return state;
    }

    private RetentionState state(StoredTable table, String action, boolean dryRun) {
        SnapshotRetention own = SnapshotRetention.ofProperties(table.metadata().properties());
        return new RetentionState(
                "table " + table.identifier(),
                action,
                RetentionState.Own.of(own),
                ExpireReport.PolicyState.of(policies.of(table)),
                null,
                null,
                dryRun);
    }

    private static RetentionState state(
            Domain domain, String action, SnapshotRetention own, NamespaceProperties.Found before, boolean dryRun) {
        boolean set = ACTION_SET.equals(action);
        return new RetentionState(
                "domain " + domain.name(),
                action,
                RetentionState.Own.of(own),
                null,
                set ? Attribution.current().principal() : before.setBy(),
                set ? null : before.setAt(),
                dryRun);
    }

    private static Set<String> removed(SnapshotRetention before, SnapshotRetention wanted) {
        Set<String> removed = new HashSet<>(before.properties().keySet());
        removed.removeAll(wanted.properties().keySet());
        return removed;
    }

    private static Map<String, String> set(SnapshotRetention before, SnapshotRetention wanted) {
        Map<String, String> set = new HashMap<>(wanted.properties());
        set.entrySet().removeAll(before.properties().entrySet());
        return set;
    }

    private NamespaceProperties.Found found(Domain domain) {
        return namespaces.find(namespace(domain)).orElseThrow(() -> missing(domain));
    }

    private static Namespace namespace(Domain domain) {
        return Namespace.of(domain.name());
    }

    private static LakeFailure missing(Domain domain) {
        return LakeFailure.notFound("There is no domain %s: it is made with its first table", domain.name());
    }

    /** What is left out stays as it was when it was looked at. */
    private record SameProperties(Map<String, String> properties) implements UpdateRequirement {
        @Override
        public void validate(TableMetadata base) {
            SnapshotRetention found = SnapshotRetention.ofProperties(base.properties());
            if (!found.equals(SnapshotRetention.ofProperties(properties))) {
                throw new CommitFailedException("how long its history is kept was set otherwise");
            }
        }
    }
}
