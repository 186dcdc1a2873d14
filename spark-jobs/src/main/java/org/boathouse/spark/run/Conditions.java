package org.boathouse.spark.run;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.boathouse.spark.select.SelectFailure;

/** Reads SQL conditions that stand in contracts. */
final class Conditions {
    private Conditions() {}

    /**
     * The columns that a condition names, in lower case.
     *
     * @throws org.boathouse.contract.failure.LakeFailure INVALID naming the file
     */
    static Set<String> columns(String file, String condition) {
        Set<String> columns = new HashSet<>();
        try {
            collect(CatalystSqlParser$.MODULE$.parseExpression(condition), columns);
        } catch (Exception e) {
            throw SelectFailure.of(file + ": condition '" + condition + "'", e);
        }
        return columns;
    }

    private static void collect(Expression expression, Set<String> columns) {
        if (expression instanceof UnresolvedAttribute attribute) {
            List<String> parts = asJava(attribute.nameParts());
            columns.add(parts.get(0).toLowerCase(Locale.ROOT));
        }
        asJava(expression.children()).forEach(child -> collect(child, columns));
    }
}
