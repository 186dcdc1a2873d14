package org.boathouse.bench;

import java.util.Locale;
import java.util.StringJoiner;

/**
 * One measured figure beside its baseline.
 *
 * @param baseline the same measured on the baseline in the same run; null where there is none
 * @param ratio how the two compare, as {@code goal} reads it; null where there is none
 * @param likely where the ratio lies, 19 times out of 20; null where that was not looked at
 * @param goal as people say it, such as {@code ≥ 5x}; null where nothing is promised
 * @param met whether the goal was met; null where nothing is promised, and where the ratio is not known well enough to tell
 */
public record Figure(
        String name, double value, String unit, Double baseline, Double ratio, Range likely, String goal, Boolean met) {
    /** From one number to another, both included. */
    public record Range(double low, double high) {}

    /** A figure that promises nothing. */
    public static Figure plain(String name, double value, String unit) {
        return new Figure(name, value, unit, null, null, null, null, null);
    }

    /** More is better: value over baseline; {@code least} null where nothing is promised. */
    public static Figure atLeast(String name, double value, String unit, double baseline, Double least) {
        double ratio = value / baseline;
        return least == null
                ? new Figure(name, value, unit, baseline, ratio, null, null, null)
                : new Figure(name, value, unit, baseline, ratio, null, "≥ " + number(least) + "x", ratio >= least);
    }

    /** Less is better: value over baseline; {@code most} null where nothing is promised. */
    public static Figure atMost(String name, double value, String unit, double baseline, Double most) {
        return atMost(name, value, unit, baseline, value / baseline, most);
    }

    /** Less is better, where the ratio is not value over baseline but was measured by itself, as the median of several. */
    public static Figure atMost(String name, double value, String unit, double baseline, double ratio, Double most) {
        return most == null
                ? new Figure(name, value, unit, baseline, ratio, null, null, null)
                : new Figure(name, value, unit, baseline, ratio, null, "≤ " + number(most) + "x", ratio <= most);
    }

    /** As {@link #atMost}, of a ratio that is known no better than this: the goal is met or missed by all of the range. */
    public static Figure surelyAtMost(
            String name, double value, String unit, double baseline, double ratio, Range likely, double most) {
        boolean isTold = likely.high() <= most || likely.low() > most;
        Boolean met = isTold ? likely.high() <= most : null;
        return new Figure(name, value, unit, baseline, ratio, likely, "≤ " + number(most) + "x", met);
    }

    /** A count that must be zero. */
    public static Figure none(String name, long count) {
        return new Figure(name, count, "", null, null, null, "0", count == 0);
    }

    /** One line for people. */
    public String line() {
        String line = "%-46s %12s %-6s".formatted(name, number(value), unit);
        if (baseline != null) {
            line += "  baseline %12s  ratio %8s".formatted(number(baseline), number(ratio));
        }
        if (likely != null) {
            line += String.format(Locale.ROOT, "  (%.3f to %.3f)", likely.low(), likely.high());
        }
        if (goal != null) {
            line += "  goal %-8s %s".formatted(goal, met == null ? "NOT TOLD APART" : met ? "met" : "MISSED");
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
                .add("\"ratioFrom\": " + exact(likely == null ? null : likely.low()))
                .add("\"ratioTo\": " + exact(likely == null ? null : likely.high()))
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
