package org.boathouse.service.catalog;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTUtil;

/** Names out of URLs, encoded as Iceberg's clients encode them. Those that nothing here can have are a BadRequestException. */
public final class PathNames {
    /** Between the levels of a namespace, encoded. */
    static final String SEPARATOR = "%1F";

    private PathNames() {}

    /** @param encoded a path segment as it came: levels joined by an encoded unit separator */
    static Namespace namespace(String encoded) {
        try {
            return CatalogNames.check(RESTUtil.decodeNamespace(encoded.replace("%1f", SEPARATOR), SEPARATOR));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e, "'%s' names no namespace: %s", encoded, e.getMessage());
        }
    }

    public static TableIdentifier table(String encodedNamespace, String encodedTable) {
        try {
            return CatalogNames.check(
                    TableIdentifier.of(namespace(encodedNamespace), RESTUtil.decodeString(encodedTable)));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e, "'%s' names no table: %s", encodedTable, e.getMessage());
        }
    }

    /** @param parameter the decoded {@code parent} query parameter; null or empty for the top */
    static Namespace parent(String parameter) {
        return parameter == null || parameter.isEmpty()
                ? Namespace.empty()
                : CatalogNames.check(RESTUtil.namespaceFromQueryParam(parameter));
    }
}
