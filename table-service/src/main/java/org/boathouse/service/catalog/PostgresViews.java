package org.boathouse.service.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewVersion;
import org.boathouse.service.catalog.events.CatalogEvents;
import org.boathouse.service.catalog.idempotency.Answer;
import org.boathouse.service.catalog.idempotency.KeyedRequest;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.catalog.metadata.ViewFiles;
import org.boathouse.service.catalog.names.CatalogNames;
import org.boathouse.service.catalog.names.TablePlacement;
import org.boathouse.service.catalog.rules.PropertyRules;
import org.boathouse.service.catalog.rules.ViewRules;
import org.boathouse.service.database.Database;

/**
 * Views in PostgreSQL, their metadata beside the pointer. A view has no files but its metadata, so the catalog alone says
 * where that lies: a location that a client asks for is never taken.
 */
@Singleton
final class PostgresViews {
    private static final int ATTEMPTS_MAX = 10;

    private final Database database;
    private final ViewStore views;
    private final TableStore tables;
    private final NamespaceStore namespaces;
    private final ViewFiles files;
    private final TablePlacement placement;

    PostgresViews(
            Database database,
            ViewStore views,
            TableStore tables,
            NamespaceStore namespaces,
            ViewFiles files,
            TablePlacement placement) {
        this.database = database;
        this.views = views;
        this.tables = tables;
        this.namespaces = namespaces;
        this.files = files;
        this.placement = placement;
    }

    Page<TableIdentifier> in(Namespace namespace, PageRequest page) {
        return views.in(namespace, page);
    }

    /** @throws NoSuchViewException where it is not there */
    MetadataDocument load(TableIdentifier view) {
        return row(view).document();
    }

    /** The view's root location. */
    String placeOf(MetadataDocument view) {
        return files.parse(view).location();
    }

    /** @throws AlreadyExistsException where a view or a table has the name */
    MetadataDocument create(TableIdentifier view, Schema schema, ViewVersion version, Map<String, String> properties) {
        checkNew(view);
        String location = placement.newLocation(view, UUID.randomUUID());
        ViewMetadata metadata = ViewRules.build(null, () -> ViewMetadata.builder()
                .setProperties(PropertyRules.check(properties))
                .setLocation(location)
                .setCurrentVersion(version, schema)
                .build());
        return insert(view, metadata.location(), files.write(metadata, 0), CatalogEvents.Kind.VIEW_CREATED);
    }

    /** Adds a view by a metadata file that is there. */
    MetadataDocument register(TableIdentifier view, String metadataLocation) {
        placement.checkInLake(metadataLocation);
        checkNew(view);
        ViewMetadata metadata = files.read(metadataLocation);
        ViewRules.checkRegistered(metadata);
        placement.checkExisting(view, metadata.location());
        return insert(view, metadata.location(), files.document(metadata), CatalogEvents.Kind.VIEW_REGISTERED);
    }

    /**
     * Applies updates where all requirements hold; overtaken by another commit, again on the new state as long as they
     * hold there.
     *
     * @throws CommitFailedException a requirement does not hold; nothing was applied
     */
    MetadataDocument commit(TableIdentifier view, List<UpdateRequirement> requirements, List<MetadataUpdate> updates) {
        for (int attempt = 1; ; attempt++) {
            try {
                return apply(view, requirements, updates);
            } catch (Database.Overtaken e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw new CommitFailedException(e, "Overtaken %s times, nothing was applied: %s", attempt, view);
                }
            }
        }
    }

    private MetadataDocument apply(
            TableIdentifier view, List<UpdateRequirement> requirements, List<MetadataUpdate> updates) {
        ViewStore.Row read = row(view);
        ViewMetadata base = files.parse(read.document());
        requirements.forEach(requirement -> requirement.validate(base));
        ViewMetadata updated = ViewRules.build(base, () -> {
            ViewMetadata.Builder builder = ViewMetadata.buildFrom(base);
            updates.stream()
                    .filter(update -> !(update instanceof MetadataUpdate.SetLocation))
                    .peek(PropertyRules::check)
                    .forEach(update -> update.applyTo(builder));
            return builder.build();
        });
        if (updated.changes().isEmpty()) {
            return read.document();
        }
        MetadataDocument written = files.write(updated, read.version() + 1);
        return database.write(connection -> {
            if (!ViewStore.compareAndSet(connection, read, written)) {
                throw new Database.Overtaken(view + " was changed meanwhile");
            }
            CatalogEvents.append(connection, read.id(), CatalogEvents.Kind.VIEW_COMMITTED, detail(view, written));
            KeyedRequest.willAnswer(answer(written));
            return written;
        });
    }

    /** With the view itself: its metadata is small, and its row goes when it is dropped. */
    private static Answer answer(MetadataDocument view) {
        Response response = TableResponse.of(view);
        return Answer.ok((byte[]) response.getEntity(), response.getEntityTag().getValue());
    }

    /** Takes the view out of the catalog; its row and its files stay. */
    void drop(TableIdentifier view) {
        database.writeRetrying(connection -> {
            ViewStore.Row row = ViewStore.find(connection, view).orElseThrow(() -> missing(view));
            if (!ViewStore.drop(connection, view, row)) {
                throw new Database.Overtaken(view + " was changed meanwhile");
            }
            CatalogEvents.append(connection, row.id(), CatalogEvents.Kind.VIEW_DROPPED, CatalogEvents.detail(view));
            KeyedRequest.willAnswer(Answer.NO_CONTENT);
            return null;
        });
    }

    /** Names a view anew, in its namespace or another. */
    void rename(TableIdentifier from, TableIdentifier to) {
        CatalogNames.check(from);
        CatalogNames.check(to);
        placement.checkName(to);
        database.writeRetrying(connection -> {
            long namespace = NamespaceStore.id(connection, to.namespace())
                    .orElseThrow(() -> NamespaceStore.missing(to.namespace()));
            ViewStore.Row row = ViewStore.find(connection, from).orElseThrow(() -> missing(from));
            FreeNames.check(connection, from, to);
            if (!ViewStore.rename(connection, row, to.name(), namespace)) {
                throw new Database.Overtaken(from + " was changed meanwhile");
            }
            ObjectNode detail = CatalogEvents.detail(to).put("was", from.toString());
            CatalogEvents.append(connection, row.id(), CatalogEvents.Kind.VIEW_RENAMED, detail);
            KeyedRequest.willAnswer(Answer.NO_CONTENT);
            return null;
        });
    }

    private MetadataDocument insert(
            TableIdentifier view, String location, MetadataDocument document, CatalogEvents.Kind kind) {
        try {
            return database.write(connection -> {
                UUID id = UUID.randomUUID();
                if (!ViewStore.insert(connection, id, view, location, document)) {
                    throw NamespaceStore.missing(view.namespace());
                }
                CatalogEvents.append(connection, id, kind, detail(view, document));
                KeyedRequest.willAnswer(answer(document));
                return document;
            });
        } catch (Database.Overtaken e) {
            throw new AlreadyExistsException(e, "View or table was made meanwhile: %s", view);
        }
    }

    private void checkNew(TableIdentifier view) {
        CatalogNames.check(view);
        if (namespaces.properties(view.namespace()).isEmpty()) {
            throw NamespaceStore.missing(view.namespace());
        }
        if (views.exists(view)) {
            throw new AlreadyExistsException("View already exists: %s", view);
        }
        if (tables.exists(view)) {
            throw new AlreadyExistsException("Table with same name already exists: %s", view);
        }
    }

    private ViewStore.Row row(TableIdentifier view) {
        return views.find(view).orElseThrow(() -> missing(view));
    }

    private static ObjectNode detail(TableIdentifier view, MetadataDocument document) {
        return CatalogEvents.detail(view).put("metadata-location", document.location());
    }

    private static NoSuchViewException missing(TableIdentifier view) {
        return new NoSuchViewException("View does not exist: %s", view);
    }
}
