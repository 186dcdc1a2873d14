package org.boathouse.service.state;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.LakeFailure;

/** A point of a table's history, named but not yet looked up. */
public sealed interface AsOf {
    /** What it says when it is asked which points there are. */
    String EXPECTED = "expected a time (" + Moments.EXAMPLES + "), a snapshot id, a tag or a branch";

    /**
     * @param table as it stands now
     * @throws LakeFailure NOT_FOUND where the table has no such point (any more), naming the nearest that it has; INVALID
     *     where a name could mean two points
     */
    PointInTime resolve(Table table);

    /** The moment, where it is one: what is the same point in any table. */
    default Optional<Instant> moment() {
        return Optional.empty();
    }

    /**
     * Reads what people write: digits are a snapshot id, a date, a timestamp or {@code 2 hours ago} is a moment (UTC where
     * it names no zone, a date being its first instant), anything else a branch or tag. {@code snapshot:}, {@code time:},
     * {@code tag:} and {@code branch:} in front say which is meant where that is not clear.
     *
     * @param now what times such as {@code 2 hours ago} count from
     * @throws LakeFailure INVALID where it looks like a time and is none
     */
    static AsOf parse(String text, Instant now) {
        String point = text.strip();
        if (point.isEmpty()) {
            throw LakeFailure.invalid("An empty point in time: %s", EXPECTED);
        }
        Matcher prefixed = Written.PREFIXED.matcher(point);
        if (prefixed.matches()) {
            return Written.explicit(prefixed.group(1), prefixed.group(2).strip(), now);
        }
        return version(point)
                .or(() -> Moments.parse(point, now).map(at -> new Written("time", point, new Moment(at))))
                .orElseGet(() -> new Ref(point, Optional.empty()));
    }

    /** As {@link #parse}, where a time is not expected: what looks like one is a branch's or tag's name. */
    static AsOf parseVersion(String text) {
        String point = text.strip();
        Matcher prefixed = Written.PREFIXED.matcher(point);
        if (prefixed.matches() && !prefixed.group(1).equals("time")) {
            return Written.explicit(prefixed.group(1), prefixed.group(2).strip(), Instant.EPOCH);
        }
        return version(point).orElseGet(() -> new Ref(point, Optional.empty()));
    }

    /** A time alone; empty for what does not look like one. */
    static Optional<AsOf> parseTime(String text, Instant now) {
        return Moments.parse(text, now).map(Moment::new);
    }

    private static Optional<AsOf> version(String point) {
        return point.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Optional.of(new Written("snapshot", point, Snapshotted.parse(point)))
                : Optional.empty();
    }

    /** The head of {@code main}, and the current schema. */
    record Latest() implements AsOf {
        @Override
        public PointInTime resolve(Table table) {
            return PointInTime.of(table.currentSnapshot(), table.schema());
        }
    }

    /** What reads as a snapshot id or a time, and could be the name of a branch or tag as well. */
    record Written(String kind, String text, AsOf meant) implements AsOf {
        private static final Pattern PREFIXED = Pattern.compile("(snapshot|time|tag|branch):(.*)");

        private static AsOf explicit(String kind, String text, Instant now) {
            return switch (kind) {
                case "snapshot" -> Snapshotted.parse(text);
                case "time" ->
                    new Moment(Moments.parse(text, now)
                            .orElseThrow(() -> LakeFailure.invalid(
                                    "'%s' is no time: expected such as %s", text, Moments.EXAMPLES)));
                default -> new Ref(text, Optional.of(kind.equals("branch")));
            };
        }

        @Override
        public Optional<Instant> moment() {
            return meant.moment();
        }

        @Override
        public PointInTime resolve(Table table) {
            SnapshotRef ref = table.refs().get(text);
            if (ref != null) {
                String named = ref.isBranch() ? "branch" : "tag";
                throw LakeFailure.invalid(
                        "'%1$s' is a %2$s of %3$s and reads as a %4$s too: write %2$s:%1$s or %4$s:%1$s",
                        text, named, table.name(), kind);
            }
            return meant.resolve(table);
        }
    }

    /** One snapshot by its id, with the schema it was written under. */
    record Snapshotted(long id) implements AsOf {
        /** @throws LakeFailure INVALID for what is no number, or too large */
        public static Snapshotted parse(String digits) {
            try {
                return new Snapshotted(Long.parseLong(digits));
            } catch (NumberFormatException e) {
                throw LakeFailure.invalid("'%s' is no snapshot id: expected a number of at most 19 digits", digits);
            }
        }

        @Override
        public PointInTime resolve(Table table) {
            Snapshot snapshot = table.snapshot(id);
            if (snapshot == null) {
                throw KeptSnapshots.missing(table, id);
            }
            return PointInTime.of(snapshot, SnapshotUtil.schemaFor(table, id));
        }
    }

    /** What {@code main} was at a moment, with the schema of then. */
    record Moment(Instant at) implements AsOf {
        @Override
        public PointInTime resolve(Table table) {
            // Iceberg's own rule, so that engines agree: of states within one millisecond it takes the first.
            Long id = SnapshotUtil.nullableSnapshotIdAsOfTime(table, at.toEpochMilli());
            if (id == null || table.snapshot(id) == null) {
                throw KeptSnapshots.missing(table, at);
            }
            return PointInTime.of(table.snapshot(id), SnapshotUtil.schemaFor(table, id));
        }

        @Override
        public Optional<Instant> moment() {
            return Optional.of(at);
        }

        /** Whether {@code main} surely had no snapshot yet. */
        public boolean isBeforeTheFirstIn(Table table) {
            return KeptSnapshots.first(table)
                    .map(first -> at.toEpochMilli() < first.timestampMillis())
                    .orElse(table.history().isEmpty());
        }
    }

    /**
     * A branch, read with the current schema, or a tag, read with its snapshot's.
     *
     * @param isBranch where it was said which of the two it is
     */
    record Ref(String name, Optional<Boolean> isBranch) implements AsOf {
        /** Whatever has this name. */
        public Ref(String name) {
            this(name, Optional.empty());
        }

        @Override
        public PointInTime resolve(Table table) {
            SnapshotRef ref = table.refs().get(name);
            if (ref == null && name.equals(SnapshotRef.MAIN_BRANCH)) {
                return new Latest().resolve(table);
            }
            if (ref == null) {
                throw LakeFailure.notFound(
                        "%s has no branch or tag '%s'%s%s",
                        table.name(), name, MeantNames.hint(name, table.refs().keySet()), Moments.hint(name));
            }
            if (isBranch.isPresent() && isBranch.get() != ref.isBranch()) {
                throw LakeFailure.notFound(
                        "%s has no %s '%s': that is a %s",
                        table.name(), isBranch.get() ? "branch" : "tag", name, ref.isBranch() ? "branch" : "tag");
            }
            return PointInTime.of(table.snapshot(ref.snapshotId()), SnapshotUtil.schemaFor(table, name));
        }
    }
}
