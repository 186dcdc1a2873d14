package org.boathouse.contract.odcs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;

/**
 * How a column's values become partitions: the custom property {@code partitionTransform} of a partitioned column.
 *
 * @param argument the number of buckets or the width; 0 for the transforms that take none
 */
public record PartitionTransform(Kind kind, int argument) {
    private static final Pattern TEXT = Pattern.compile("(\\w+)(?:\\[([1-9]\\d{0,8})])?");
    public static final PartitionTransform IDENTITY = new PartitionTransform(Kind.IDENTITY, 0);

    /** Iceberg's transforms, as far as a contract may name them. */
    public enum Kind {
        IDENTITY,
        YEAR,
        MONTH,
        DAY,
        HOUR,
        BUCKET,
        TRUNCATE;

        /** As it stands in contracts and in Iceberg metadata: lower case. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean takesArgument() {
            return this == BUCKET || this == TRUNCATE;
        }
    }

    /** Reads {@code day}, {@code bucket[16]} and so on; empty where the text is no transform. */
    public static Optional<PartitionTransform> parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.id().equals(m.group(1)) && kind.takesArgument() == (m.group(2) != null))
                .map(kind -> new PartitionTransform(kind, m.group(2) == null ? 0 : Integer.parseInt(m.group(2))))
                .findFirst();
    }

    void addTo(PartitionSpec.Builder spec, String column) {
        switch (kind) {
            case IDENTITY -> spec.identity(column);
            case YEAR -> spec.year(column);
            case MONTH -> spec.month(column);
            case DAY -> spec.day(column);
            case HOUR -> spec.hour(column);
            case BUCKET -> spec.bucket(column, argument);
            case TRUNCATE -> spec.truncate(column, argument);
        }
    }

    @Override
    public String toString() {
        return kind.takesArgument() ? kind.id() + "[" + argument + "]" : kind.id();
    }
}
