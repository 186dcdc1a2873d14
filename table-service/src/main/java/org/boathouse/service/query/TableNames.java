package org.boathouse.service.query;

import java.util.List;
import java.util.Locale;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.state.MeantNames;

/** How a query names a table. */
final class TableNames {
    private final TableSource tables;

    TableNames(TableSource tables) {
        this.tables = tables;
    }

    /**
     * {@code domain.layer.table}, or the same in the catalog {@code lake}; letters of either case.
     *
     * @throws LakeFailure INVALID for a name of another form, with the tables that may be meant
     */
    TableIdentifier identifier(List<String> path) {
        List<String> name =
                path.size() == 4 && path.get(0).equalsIgnoreCase(LakeLayout.CATALOG) ? path.subList(1, 4) : path;
        if (name.size() != 3) {
            String written = String.join(".", path);
            throw LakeFailure.invalid(
                    "'%s' names no table: expected <domain>.<layer>.<table>%s",
                    written, MeantNames.hint(written, names()));
        }
        return TableIdentifier.of(
                name.stream().map(part -> part.toLowerCase(Locale.ROOT)).toArray(String[]::new));
    }

    /** @return NOT_FOUND, with the tables that may be meant */
    LakeFailure unknown(TableIdentifier table) {
        return LakeFailure.notFound("There is no table %s%s", table, MeantNames.hint(table.toString(), names()));
    }

    private List<String> names() {
        return tables.names().stream().map(TableIdentifier::toString).toList();
    }
}
