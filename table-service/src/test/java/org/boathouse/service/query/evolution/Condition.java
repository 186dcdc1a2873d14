package org.boathouse.service.query.evolution;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;

/** What stands behind WHERE, in SQL, and as Java decides it. */
sealed interface Condition {
    String sql();

    /** @return null where SQL knows no answer */
    Boolean test(Record row);

    record IsNull(Reach reach) implements Condition {
        @Override
        public String sql() {
            return reach.sql() + " IS NULL";
        }

        @Override
        public Boolean test(Record row) {
            return reach.of(row) == null;
        }
    }

    /** @param operator one of {@code = <> < <= > >=} */
    record Compared(Reach reach, String operator, Object value) implements Condition {
        @Override
        public String sql() {
            return "%s %s %s".formatted(reach.sql(), operator, SqlValues.literal(reach.type(), value));
        }

        @Override
        public Boolean test(Record row) {
            Object found = reach.of(row);
            if (found == null) {
                return null;
            }
            int order = SqlValues.compare(found, value);
            return switch (operator) {
                case "=" -> order == 0;
                case "<>" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
    }

    record In(Reach reach, List<Object> values) implements Condition {
        @Override
        public String sql() {
            return values.stream()
                    .map(value -> SqlValues.literal(reach.type(), value))
                    .collect(Collectors.joining(", ", reach.sql() + " IN (", ")"));
        }

        @Override
        public Boolean test(Record row) {
            Object found = reach.of(row);
            return found == null ? null : values.stream().anyMatch(value -> SqlValues.compare(found, value) == 0);
        }
    }

    /** A column of booleans by itself. */
    record Holds(Reach reach) implements Condition {
        @Override
        public String sql() {
            return reach.sql();
        }

        @Override
        public Boolean test(Record row) {
            return (Boolean) reach.of(row);
        }
    }

    record StartsWith(Reach reach, String prefix) implements Condition {
        @Override
        public String sql() {
            return "starts_with(%s, %s)".formatted(reach.sql(), SqlValues.literal(reach.type(), prefix));
        }

        @Override
        public Boolean test(Record row) {
            Object found = reach.of(row);
            return found == null ? null : found.toString().startsWith(prefix);
        }
    }

    record Not(Condition condition) implements Condition {
        @Override
        public String sql() {
            return "NOT (" + condition.sql() + ")";
        }

        @Override
        public Boolean test(Record row) {
            Boolean answer = condition.test(row);
            return answer == null ? null : !answer;
        }
    }

    /** @param decisive the answer of one that settles it: false for AND, true for OR */
    record Both(Condition left, Condition right, boolean decisive) implements Condition {
        @Override
        public String sql() {
            return "(%s) %s (%s)".formatted(left.sql(), decisive ? "OR" : "AND", right.sql());
        }

        @Override
        public Boolean test(Record row) {
            Boolean first = left.test(row);
            Boolean second = right.test(row);
            if (Boolean.valueOf(decisive).equals(first)
                    || Boolean.valueOf(decisive).equals(second)) {
                return decisive;
            }
            return first == null || second == null ? null : (Boolean) !decisive;
        }
    }
}
