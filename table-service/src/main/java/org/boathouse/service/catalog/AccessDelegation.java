package org.boathouse.service.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.ResourcePaths;
import org.apache.iceberg.rest.credentials.Credential;
import org.apache.iceberg.rest.credentials.ImmutableCredential;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.security.AccessAsked;
import org.boathouse.service.security.Permissions;
import org.boathouse.service.security.Permissions.Action;
import org.boathouse.service.security.Principal;
import org.boathouse.service.storage.KeyDesk;
import org.boathouse.service.storage.KeyScope;
import org.boathouse.service.storage.TemporaryKeys;
import org.eclipse.microprofile.context.ManagedExecutor;

/**
 * Chooses how a client without keys reaches a table's files: the first of the ways it names that there is. Requests are
 * signed over every store; temporary keys there are where the store has an STS.
 */
// Not a singleton: filters, which reach it, are made before the settings are read, and this is made when first asked.
@ApplicationScoped
public class AccessDelegation {
    private static final String REMOTE_SIGNING = "remote-signing";
    private static final String VENDED_CREDENTIALS = "vended-credentials";
    private static final ResourcePaths PATHS = ResourcePaths.forCatalogProperties(new TreeMap<>());

    private final TableFiles files;
    private final Permissions permissions;
    private final KeyDesk desk;
    private final LakeLayout layout;
    private final ManagedExecutor workers;

    AccessDelegation(
            TableFiles files, Permissions permissions, KeyDesk desk, LakeLayout layout, ManagedExecutor workers) {
        this.files = files;
        this.permissions = permissions;
        this.desk = desk;
        this.layout = layout;
        this.workers = workers;
    }

    /** {@link #toRead}, without holding up the caller: keys, which must be waited for, are waited for elsewhere. */
    CompletionStage<TableAccess> toLoad(AccessAsked asked, TableIdentifier table) {
        return desk.isOpen() && asked.ways().contains(VENDED_CREDENTIALS)
                ? CompletableFuture.supplyAsync(() -> toRead(asked, table), workers)
                : CompletableFuture.completedStage(toRead(asked, table));
    }

    /**
     * The way to a table that was only read, or staged: where the one that is asked for fails, the next is taken, and where
     * none is left, so does the request.
     *
     * @throws LakeFailure UNAVAILABLE where the store's STS gives no keys now, and keys are all that the client knows
     */
    TableAccess toRead(AccessAsked asked, TableIdentifier table) {
        LakeFailure failed = null;
        for (String way : asked.ways()) {
            if (way.equals(REMOTE_SIGNING)) {
                return signing(table);
            }
            if (way.equals(VENDED_CREDENTIALS) && desk.isOpen()) {
                try {
                    List<Credential> keys = credentials(table, asked.who());
                    if (!keys.isEmpty()) {
                        return vended(table, keys.get(0));
                    }
                } catch (LakeFailure e) {
                    failed = e;
                }
            }
        }
        if (failed != null && failed.kind().retryable()) {
            throw failed;
        }
        return TableAccess.BY_ITSELF;
    }

    /**
     * The same to a table that has been changed: that is done, so nothing fails any more. A client whose keys could not be
     * made is told where to fetch them.
     */
    TableAccess afterCommit(AccessAsked asked, TableIdentifier table) {
        try {
            return toRead(asked, table);
        } catch (LakeFailure | NoSuchTableException e) {
            return TableAccess.told(refreshing(table));
        }
    }

    /**
     * Temporary keys to a table's files, as few as Iceberg's client can fetch anew: one. None where the store has no STS.
     *
     * @throws org.apache.iceberg.exceptions.NoSuchTableException where there is no such table
     * @throws LakeFailure INVALID where there can be no keys to its prefixes; UNAVAILABLE where the STS gives none now
     */
    public List<Credential> credentials(TableIdentifier table, Principal who) {
        List<String> prefixes = files.keyPrefixes(table, who.name());
        if (!desk.isOpen() || prefixes.isEmpty()) {
            return List.of();
        }
        KeyScope scope = new KeyScope(prefixes, permissions.allows(who, Action.CHANGE, table.toString()));
        TemporaryKeys keys = desk.keys(who.name(), scope);
        return List.of(ImmutableCredential.builder()
                .prefix(layout.uri(scope.commonFolder()))
                .putConfig("s3.access-key-id", keys.accessKeyId())
                .putConfig("s3.secret-access-key", keys.secretAccessKey())
                .putConfig("s3.session-token", keys.sessionToken())
                .putConfig(
                        "s3.session-token-expires-at-ms",
                        Long.toString(keys.expiresAt().toEpochMilli()))
                .build());
    }

    private static TableAccess signing(TableIdentifier table) {
        // Relative to the catalog's address as the client knows it, which may be a proxy's.
        return TableAccess.told(
                Map.of("s3.remote-signing-enabled", "true", "s3.signer.endpoint", PATHS.remoteSign(table)));
    }

    private static TableAccess vended(TableIdentifier table, Credential keys) {
        Map<String, String> config = new TreeMap<>(refreshing(table));
        // Here too, for clients that look for keys nowhere else, and for S3FileIO's deletes, which go by no prefix.
        config.putAll(keys.config());
        return new TableAccess(config, List.of(keys), keys.config().get("s3.access-key-id"));
    }

    private static Map<String, String> refreshing(TableIdentifier table) {
        String endpoint = PATHS.table(table) + "/credentials";
        return Map.of(
                "client.refresh-credentials-endpoint",
                endpoint,
                "client.refresh-credentials-enabled",
                "true",
                // By this name S3FileIO itself looks for it, where it keeps the keys fresh that it hands on.
                "credentials.uri",
                endpoint);
    }
}
