package org.boathouse.contract.evolution;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;

/**
 * What becomes of a field whose type is another one.
 *
 * @see <a href="https://iceberg.apache.org/spec/#schema-evolution">Iceberg's valid type promotions</a>
 */
final class Promotion {
    /** From which format version on dates and fields of unknown type may be promoted. */
    private static final int DATES_AND_UNKNOWN_SINCE = 3;
    /** Transforms that make the same partition of a date and of its midnight. */
    private static final Set<String> BLIND_TO_TIME_OF_DAY = Set.of("year", "month", "day", "void");

    private final boolean datesAndUnknown;
    /** Fields whose partitions would be other ones if they became timestamps. */
    private final Set<Integer> datesThatStay;

    Promotion(TableShape before, TableShape after) {
        this.datesAndUnknown = after.formatVersion() >= DATES_AND_UNKNOWN_SINCE;
        this.datesThatStay = Stream.of(before, after)
                .flatMap(shape -> shape.partitioning().fields().stream())
                .filter(field ->
                        !BLIND_TO_TIME_OF_DAY.contains(field.transform().toString()))
                .map(PartitionField::sourceId)
                .collect(Collectors.toSet());
    }

    /** @param before a type that is not equal to {@code after}; they are not two structs, lists or maps */
    ChangeKind judge(int fieldId, Type before, Type after) {
        if (isWider(before, after)) {
            return ChangeKind.TYPE_WIDENED;
        }
        if (isWider(after, before)) {
            return ChangeKind.TYPE_NARROWED;
        }
        boolean madeTimestamp = datesAndUnknown
                && before.typeId() == TypeID.DATE
                && isWithoutZone(after)
                && !datesThatStay.contains(fieldId);
        return madeTimestamp ? ChangeKind.DATE_MADE_TIMESTAMP : ChangeKind.TYPE_CHANGED;
    }

    private boolean isWider(Type before, Type after) {
        if (before instanceof Types.DecimalType old && after instanceof Types.DecimalType now) {
            return now.scale() == old.scale() && now.precision() > old.precision();
        }
        return switch (before.typeId()) {
            case INTEGER -> after.typeId() == TypeID.LONG;
            case FLOAT -> after.typeId() == TypeID.DOUBLE;
            case UNKNOWN -> datesAndUnknown;
            default -> false;
        };
    }

    private static boolean isWithoutZone(Type type) {
        return type instanceof Types.TimestampType micros && !micros.shouldAdjustToUTC()
                || type instanceof Types.TimestampNanoType nanos && !nanos.shouldAdjustToUTC();
    }
}
