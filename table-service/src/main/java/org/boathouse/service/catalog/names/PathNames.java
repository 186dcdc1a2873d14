package org.boathouse.service.catalog.names;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTUtil;

/** Names out of URLs, encoded as Iceberg's clients encode them. Those that nothing here can have are a BadRequestException. */
public final class PathNames {
    /** Between the levels of a namespace, encoded. */
    public static final String SEPARATOR = "%1F";

    private PathNames() {}

    /** @param encoded a path segment as it came: levels joined by an encoded unit separator */
    public static Namespace namespace(String encoded) {
        return CatalogNames.check(levels(encoded));
    }

    public static TableIdentifier table(String encodedNamespace, String encodedTable) {
        Namespace namespace = levels(encodedNamespace);
        try {
            String name = isPlain(encodedTable) ? encodedTable : RESTUtil.decodeString(encodedTable);
            return CatalogNames.check(TableIdentifier.of(namespace, name));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e, "'%s' names no table: %s", encodedTable, e.getMessage());
        }
    }

    private static Namespace levels(String encoded) {
        if (isPlain(encoded)) {
            return Namespace.of(encoded);
        }
        try {
            return RESTUtil.decodeNamespace(encoded.replace("%1f", SEPARATOR), SEPARATOR);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e, "'%s' names no namespace: %s", encoded, e.getMessage());
        }
    }

    /** Whether the name stands for itself, as most do: of letters, digits and what is never encoded (RFC 3986, section 2.3). */
    private static boolean isPlain(String encoded) {
        for (int i = 0; i < encoded.length(); i++) {
            char next = encoded.charAt(i);
            if (!(next >= 'a' && next <= 'z'
                    || next >= 'A' && next <= 'Z'
                    || next >= '0' && next <= '9'
                    || next == '_'
                    || next == '-'
                    || next == '.'
                    || next == '~')) {
                return false;
            }
        }
        return !encoded.isEmpty();
    }

    /** @param parameter the decoded {@code parent} query parameter; null or empty for the top */
    public static Namespace parent(String parameter) {
        return parameter == null || parameter.isEmpty()
                ? Namespace.empty()
                : CatalogNames.check(RESTUtil.namespaceFromQueryParam(parameter));
    }
}
