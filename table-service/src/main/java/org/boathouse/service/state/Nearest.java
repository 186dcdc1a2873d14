package org.boathouse.service.state;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The names that somebody who mistyped one may have meant. */
public final class Nearest {
    private static final int NAMES_MAX = 3;

    private Nearest() {}

    /** The closest names by edit distance, best first; empty where nothing comes near. */
    public static List<String> to(String wanted, Collection<String> names) {
        int distanceMax = Math.max(2, wanted.length() / 3);
        return names.stream()
                .filter(name -> distance(wanted, name) <= distanceMax || ends(wanted, name))
                .sorted(Comparator.<String>comparingInt(name -> ends(wanted, name) ? 0 : distance(wanted, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(NAMES_MAX)
                .toList();
    }

    /** {@code "; did you mean a, b?"}, or what there is instead, to end a message with. */
    public static String hint(String wanted, Collection<String> names) {
        List<String> nearest = to(wanted, names);
        if (!nearest.isEmpty()) {
            return "; did you mean " + String.join(", ", nearest) + "?";
        }
        return names.isEmpty()
                ? "; there is none"
                : "; there is " + names.stream().sorted().limit(NAMES_MAX).collect(Collectors.joining(", "))
                        + (names.size() > NAMES_MAX ? " and " + (names.size() - NAMES_MAX) + " more" : "");
    }

    /** Whether a dotted name ends with what was written, as where the domain was left out. */
    private static boolean ends(String wanted, String name) {
        return name.toLowerCase(Locale.ROOT).endsWith("." + wanted.toLowerCase(Locale.ROOT));
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
