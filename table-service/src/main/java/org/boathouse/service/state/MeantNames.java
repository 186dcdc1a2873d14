package org.boathouse.service.state;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.boathouse.contract.document.Nearest;

/** Which of the names that there are somebody may have meant who named another. */
public final class MeantNames {
    private static final int NAMES_MAX = 3;

    private MeantNames() {}

    /** {@code "; did you mean a, b?"}, or some of what there is instead, to end a message with. */
    public static String hint(String wanted, Collection<String> names) {
        List<String> sameEnd = names.stream()
                .filter(name -> name.endsWith("." + wanted.toLowerCase(Locale.ROOT)))
                .sorted()
                .limit(NAMES_MAX)
                .toList();
        List<String> meant =
                sameEnd.isEmpty() ? Nearest.to(wanted, names).stream().toList() : sameEnd;
        if (!meant.isEmpty()) {
            return "; did you mean " + String.join(", ", meant) + "?";
        }
        return names.isEmpty() ? "; there is none" : "; there is " + some(names);
    }

    private static String some(Collection<String> names) {
        String first = names.stream().sorted().limit(NAMES_MAX).collect(Collectors.joining(", "));
        return names.size() > NAMES_MAX ? first + " and " + (names.size() - NAMES_MAX) + " more" : first;
    }
}
