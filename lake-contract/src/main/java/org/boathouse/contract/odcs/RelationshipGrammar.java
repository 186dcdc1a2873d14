package org.boathouse.contract.odcs;

import static org.boathouse.contract.document.Shape.listOf;
import static org.boathouse.contract.document.Shape.oneOf;
import static org.boathouse.contract.document.Shape.textMatching;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.boathouse.contract.document.Mapping;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.document.Shape;

/** ODCS {@code relationships}: foreign keys. The lake keeps them and acts on none yet. */
final class RelationshipGrammar {
    private static final String PATH = "[A-Za-z_][A-Za-z0-9_]*/[A-Za-z0-9_-]+";
    private static final String FULLY_QUALIFIED =
            "(?:(?:https?://)?[A-Za-z0-9._\\-/]+\\.%s#)?/?" + PATH + "(?:/" + PATH + ")*";
    private static final Pattern REFERENCE = Pattern.compile(
            "^(?:[A-Za-z_][A-Za-z0-9_]*\\.[A-Za-z_][A-Za-z0-9_]*|" + FULLY_QUALIFIED.formatted("yaml") + ")\\z");
    private static final Pattern REFERENCE_SINCE_32 =
            Pattern.compile("^(?:[A-Za-z_][A-Za-z0-9_-]*(?:\\.[A-Za-z_][A-Za-z0-9_-]*)+|"
                    + FULLY_QUALIFIED.formatted("ya?ml") + ")\\z");

    private RelationshipGrammar() {}

    static Shape ofProperty(OdcsGrammar odcs) {
        return base(odcs)
                .refuses("the property itself is where a relationship starts: leave it out", "from")
                .requires("to");
    }

    static Shape ofObject(OdcsGrammar odcs) {
        Shape both = base(odcs).with(references(odcs), "from").requires("from", "to");
        return both.and(RelationshipGrammar::checkSameForm);
    }

    private static Mapping base(OdcsGrammar odcs) {
        Mapping known = Mapping.empty()
                .with(oneOf(List.of("foreignKey")), "type")
                .with(references(odcs), "to")
                .with(odcs.customProperties, "customProperties");
        return odcs.since32(known, Shape.TEXT, "id");
    }

    private static Shape references(OdcsGrammar odcs) {
        Shape one = textMatching(
                odcs.is32() ? REFERENCE_SINCE_32 : REFERENCE,
                "reference: expected table.column, or a path such as schema/table_id/properties/column_id");
        Shape several = listOf(one, 1, Integer.MAX_VALUE);
        return (path, value, problems) -> (value instanceof List ? several : one).check(path, value, problems);
    }

    private static void checkSameForm(String path, Object value, Problems.InFile problems) {
        if (value instanceof Map<?, ?> map
                && map.get("from") != null
                && map.get("to") != null
                && map.get("from") instanceof List != map.get("to") instanceof List) {
            problems.add(path, "from and to must both be one reference or both be lists");
        }
    }
}
