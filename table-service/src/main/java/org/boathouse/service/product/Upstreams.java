package org.boathouse.service.product;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.Refinement;

/** The tables that a table is made from, as its contract says. */
final class Upstreams {
    private static final Pattern TEXT_OR_COMMENT = Pattern.compile("'[^']*+'|--[^\\n]*+|/\\*[\\s\\S]*?\\*/");
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w.])((?:[a-z]\\w*)\\.(?:raw|bronze|silver|gold)\\.\\w+)(?![\\w.])");
    private static final String CATALOG = "lake.";

    private Upstreams() {}

    /** Empty where somebody else's job writes it. */
    static Set<TableName> of(TableContract table) {
        Set<TableName> upstreams = new TreeSet<>();
        table.refinement().ifPresent(made -> {
            made.incremental().ifPresent(upstreams::add);
            if (made.step() instanceof Refinement.Landed landed) {
                upstreams.add(landed.dataset().ledger());
            } else if (made.step() instanceof Refinement.JobClass job) {
                upstreams.addAll(job.upstreams());
            } else if (made.step() instanceof Refinement.Select select) {
                upstreams.addAll(namedIn(select.sql()));
            }
        });
        return upstreams;
    }

    /**
     * Every name of a table that stands in the SQL outside of texts and comments. It is not parsed as Spark parses it: a
     * column that is written like a table's name counts too.
     */
    private static Set<TableName> namedIn(String sql) {
        String names = TEXT_OR_COMMENT
                .matcher(sql)
                .replaceAll(" ")
                .replace("`", "")
                .replaceAll("(?<![\\w.])" + Pattern.quote(CATALOG), "");
        Set<TableName> found = new TreeSet<>();
        Matcher name = NAME.matcher(names);
        while (name.find()) {
            valid(name.group(1)).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<TableName> valid(String text) {
        try {
            return Optional.of(TableName.parse(text));
        } catch (LakeFailure e) {
            return Optional.empty();
        }
    }
}
