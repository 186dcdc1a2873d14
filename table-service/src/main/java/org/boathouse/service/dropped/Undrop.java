package org.boathouse.service.dropped;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.retention.Span;
import org.boathouse.service.catalog.DroppedObjects;
import org.boathouse.service.catalog.DroppedObjects.Dropped;
import org.boathouse.service.catalog.DroppedObjects.Type;
import org.boathouse.service.catalog.events.Attribution;
import org.boathouse.service.catalog.idempotency.OnceOnly;
import org.boathouse.service.collector.CollectorSettings;
import org.boathouse.service.security.Permissions;
import org.boathouse.service.security.Permissions.Action;
import org.boathouse.service.security.Principal;
import org.boathouse.service.state.MeantNames;

/** Brings back what was dropped, as long as the collector leaves it: all that is named, or nothing. */
@Singleton
final class Undrop {
    private static final int LISTED_MAX = 10_000;

    private final DroppedObjects dropped;
    private final OnceOnly once;
    private final Permissions permissions;
    private final CurrentVertxRequest http;
    private final Duration kept;
    private final Clock clock;

    Undrop(
            DroppedObjects dropped,
            OnceOnly once,
            Permissions permissions,
            CurrentVertxRequest http,
            CollectorSettings collector) {
        this.dropped = dropped;
        this.once = once;
        this.permissions = permissions;
        this.http = http;
        this.kept = collector.droppedKept();
        this.clock = Clock.systemUTC();
    }

    /** Newest first, in a namespace and below. */
    List<DroppedState> list(Namespace ancestor) {
        return dropped.under(ancestor, since(), LISTED_MAX).stream()
                .map(this::state)
                .toList();
    }

    private DroppedState state(Dropped one) {
        return DroppedState.of(one, one.type() == Type.TABLE ? dropped.last(one) : Optional.empty(), kept);
    }

    /**
     * Repeating it changes nothing: what is there stays as it is.
     *
     * @throws LakeFailure NOT_FOUND where nothing of the name was dropped, or too long ago; CONFLICT where the name is taken;
     *     INVALID where it was that of several things
     */
    UndropReport undrop(UndropRequest request) {
        request.check();
        List<DroppedObjects.Undrop> wanted = new ArrayList<>();
        List<UndropReport.Entry> entries = new ArrayList<>();
        Instant since = since();
        for (String name : request.names()) {
            permissions.require(Principal.of(http.getCurrent()), Action.CHANGE, name);
            Optional<Dropped> found = newest(name, request.type(), since);
            if (found.isEmpty()) {
                entries.add(thereAlready(name, request));
            } else {
                TableIdentifier as = as(found.get(), request.as());
                wanted.add(new DroppedObjects.Undrop(found.get(), as));
                entries.add(new UndropReport.Entry(
                        word(found.get().type()),
                        as == null ? name : as.toString(),
                        name,
                        "undropped",
                        found.get().droppedAt()));
            }
        }
        UndropReport report = new UndropReport(request.dryRun(), entries);
        if (request.dryRun()) {
            // Done, and taken back: what would be refused is refused.
            dropped.undrop(wanted, since, Connection::rollback);
            return report;
        }
        if (wanted.isEmpty()) {
            once.answered(report);
            return report;
        }
        return Attribution.as("undrop", null, () -> {
            dropped.undrop(wanted, since, once.willAnswer(report));
            return report;
        });
    }

    private Optional<Dropped> newest(String name, String type, Instant since) {
        List<Dropped> named = dropped.named(name, since).stream()
                .filter(one -> type == null || word(one.type()).equals(type))
                .toList();
        if (named.stream().map(Dropped::type).distinct().count() > 1) {
            throw LakeFailure.invalid(
                    "%s was the name of a %s and of a %s: say which is meant (--type)",
                    name,
                    word(named.get(0).type()),
                    word(named.stream()
                            .map(Dropped::type)
                            .filter(other -> other != named.get(0).type())
                            .findFirst()
                            .orElseThrow()));
        }
        return named.stream().findFirst();
    }

    private UndropReport.Entry thereAlready(String name, UndropRequest request) {
        Optional<Type> live = dropped.live(name)
                .filter(type -> request.as() == null)
                .filter(type -> request.type() == null || word(type).equals(request.type()));
        if (live.isPresent()) {
            return new UndropReport.Entry(word(live.get()), name, name, "unchanged", null);
        }
        List<String> names = dropped.under(Namespace.empty(), since(), LISTED_MAX).stream()
                .map(Dropped::name)
                .filter(other -> !other.equals(name))
                .distinct()
                .toList();
        throw LakeFailure.notFound(
                "%s named %s was dropped in the last %s%s",
                request.type() == null ? "Nothing" : "No " + request.type(),
                name,
                text(kept),
                names.isEmpty() ? "" : MeantNames.hint(name, names));
    }

    private static TableIdentifier as(Dropped found, String as) {
        if (found.type() == Type.NAMESPACE) {
            if (as != null) {
                throw LakeFailure.invalid("as: a namespace comes back under its own name");
            }
            return null;
        }
        if (as == null) {
            return found.identifier();
        }
        TableIdentifier name = TableIdentifier.parse(as);
        // A name alone stays in its namespace.
        return name.hasNamespace()
                ? name
                : TableIdentifier.of(found.identifier().namespace(), as);
    }

    private Instant since() {
        return clock.instant().minus(kept);
    }

    private static String word(Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    static String text(Duration kept) {
        return kept.equals(Duration.ofDays(kept.toDays())) ? kept.toDays() + " days" : Span.text(kept);
    }
}
