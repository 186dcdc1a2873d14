package org.boathouse.bench;

import java.util.Locale;
import java.util.StringJoiner;

/**
 * One measured figure beside its baseline.
 *
 * @param baseline the same measured on the baseline in the same run; null where there is none
 * @param ratio how the two compare, as {@code goal} reads it; null where there is none
 * @param goal as people say it, such as {@code ≥ 5x}; null where nothing is promised
 * @param met whether the goal was met; null where nothing is promised
 */
public record Figure(String name, double value, String unit, Double baseline, Double ratio, String goal, Boolean met) {
    /** A figure that promises nothing. */
    public static Figure plain(String name, double value, String unit) {
        return new Figure(name, value, unit, null, null, null, null);
    }

    /** More is better: value over baseline; {@code least} null where nothing is promised. */
    public static Figure atLeast(String name, double value, String unit, double baseline, Double least) {
        double ratio = value / baseline;
        return least == null
                ? new Figure(name, value, unit, baseline, ratio, null, null)
                : new Figure(name, value, unit, baseline, ratio, "≥ " + number(least) + "x", ratio >= least);
    }

    /** Less is better: value over baseline; {@code most} null where nothing is promised. */
    public static Figure atMost(String name, double value, String unit, double baseline, Double most) {
        double ratio = value / baseline;
        return most == null
                ? new Figure(name, value, unit, baseline, ratio, null, null)
                : new Figure(name, value, unit, baseline, ratio, "≤ " + number(most) + "x", ratio <= most);
    }

    /** A count that must be zero. */
    public static Figure none(String name, long count) {
        return new Figure(name, count, "", null, null, "0", count == 0);
    }

    /** One line for people. */
    public String line() {
        String line = "%-46s %12s %-6s".formatted(name, number(value), unit);
        if (baseline != null) {
            line += "  baseline %12s  ratio %8s".formatted(number(baseline), number(ratio));
        }
        if (goal != null) {
            line += "  goal %-8s %s".formatted(goal, met ? "met" : "MISSED");
        }
        return line.stripTrailing();
    }

    /** One JSON object, in one line. */
    public String json() {
        return new StringJoiner(", ", "{", "}")
                .add("\"name\": \"" + name + "\"")
                .add("\"value\": " + exact(value))
                .add("\"unit\": \"" + unit + "\"")
                .add("\"baseline\": " + exact(baseline))
                .add("\"ratio\": " + exact(ratio))
                .add("\"goal\": " + (goal == null ? "null" : "\"" + goal + "\""))
                .add("\"met\": " + met)
                .toString();
    }

    private static String exact(Double number) {
        return number == null || !Double.isFinite(number) ? "null" : String.format(Locale.ROOT, "%.4f", number);
    }

    private static String number(double number) {
        if (number == Math.rint(number) || Math.abs(number) >= 1_000) {
            return String.format(Locale.ROOT, "%.0f", number);
        }
        return String.format(Locale.ROOT, Math.abs(number) >= 10 ? "%.1f" : "%.2f", number);
    }
}
