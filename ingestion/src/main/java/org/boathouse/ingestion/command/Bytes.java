package org.boathouse.ingestion.command;

import java.util.List;
import java.util.Locale;

/** Sizes as people read them, in powers of 1000. */
final class Bytes {
    private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB", "EB");

    private Bytes() {}

    static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double size = bytes / 1000.0;
        int unit = 0;
        for (; size >= 999.95; unit++) {
            size /= 1000;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, UNITS.get(unit));
    }
}
