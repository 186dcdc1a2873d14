package org.boathouse.contract.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which of the valid words somebody probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The valid word with the fewest edits to the given one, upper and lower case alike; empty where none is near. */
    public static Optional<String> to(String word, Collection<String> valid) {
        int editsMax = Math.max(1, word.length() / 3 + (word.length() > 3 ? 1 : 0));
        return valid.stream()
                .filter(candidate -> edits(word, candidate) <= editsMax)
                .min(Comparator.comparingInt(candidate -> edits(word, candidate)));
    }

    /** The words as a list, and the nearest of them as a question, for the end of a message. */
    public static String hint(String word, Collection<String> valid) {
        return to(word, valid)
                .map(near -> "; did you mean " + near + "?")
                .orElseGet(() -> valid.isEmpty() ? "" : "; expected one of " + String.join(", ", valid));
    }

    /** Optimal string alignment distance: inserted, lost, changed and swapped letters. */
    static int edits(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : step(distance, a, b, i, j);
            }
        }
        return distance[a.length()][b.length()];
    }

    private static int step(int[][] distance, String a, String b, int i, int j) {
        int changed = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(changed, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
    }
}
