package org.boathouse.service.catalog.names;

import java.nio.charset.StandardCharsets;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;

/** What any name in the catalog must be like, in whatever namespace. The layout's own names are stricter. */
public final class CatalogNames {
    private static final int NAME_CHARS_MAX = 255;
    /** With {@link #LEVELS_MAX}, what PostgreSQL can keep in one index entry, less room for its own. */
    private static final int NAMESPACE_BYTES_MAX = 2_000;

    private static final int LEVELS_MAX = 50;

    private CatalogNames() {}

    /** @throws BadRequestException for names that can't be kept */
    public static Namespace check(Namespace namespace) {
        if (namespace.isEmpty()) {
            throw new BadRequestException("A namespace must have at least one level");
        }
        if (namespace.length() > LEVELS_MAX) {
            throw new BadRequestException(
                    "A namespace has at most %s levels, this one has %s", LEVELS_MAX, namespace.length());
        }
        int bytes = 0;
        for (String level : namespace.levels()) {
            check("namespace level", level);
            bytes += level.getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > NAMESPACE_BYTES_MAX) {
            throw new BadRequestException(
                    "The namespace's levels together have %s bytes; at most %s are kept", bytes, NAMESPACE_BYTES_MAX);
        }
        return namespace;
    }

    /** @throws BadRequestException for names that can't be kept */
    public static TableIdentifier check(TableIdentifier table) {
        check(table.namespace());
        check("table", table.name());
        return table;
    }

    private static void check(String what, String name) {
        if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
            throw new BadRequestException(
                    "A %s name has 1 to %s characters, this one has %s", what, NAME_CHARS_MAX, name.length());
        }
        // By hand: every request to a table comes by here, a load twice.
        boolean isAscii = true;
        for (int i = 0; i < name.length(); i++) {
            char next = name.charAt(i);
            if (Character.isISOControl(next)) {
                throw new BadRequestException(
                        "A %s name holds no control characters, unlike '%s'", what, printable(name));
            }
            isAscii &= next < 0x80;
        }
        if (name.equals(".") || name.equals("..")) {
            throw new BadRequestException("A %s can't be named '%s': in a URL that means a folder", what, name);
        }
        if (!isAscii && !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new BadRequestException("A %s name must be well-formed Unicode", what);
        }
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
