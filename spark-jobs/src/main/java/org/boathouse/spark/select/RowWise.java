package org.boathouse.spark.select;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedSubqueryColumnAliases;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.UnresolvedWindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.NaturalJoin;
import org.apache.spark.sql.catalyst.plans.UsingJoin;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.boathouse.contract.layout.TableName;
import scala.Option;

/**
 * Whether a SELECT makes its rows one by one from an upstream's rows: then its result over the upstream's new rows is what
 * they add to its result. Everything between the upstream and the top of the plan must be known to be so; what is not
 * known is not.
 */
final class RowWise {
    private static final Set<Class<?>> UNARY = Set.of(
            Project.class,
            Filter.class,
            Generate.class,
            Sort.class,
            SubqueryAlias.class,
            UnresolvedSubqueryColumnAliases.class,
            UnresolvedHint.class,
            UnresolvedWith.class);
    /** By the side on which the upstream stands: joins in which each of its rows finds its partners by itself. */
    private static final Set<String> FROM_LEFT = Set.of("INNER", "CROSS", "LEFT OUTER", "LEFT SEMI", "LEFT ANTI");

    private static final Set<String> FROM_RIGHT = Set.of("INNER", "CROSS", "RIGHT OUTER");

    private final TableName upstream;
    private final Map<String, LogicalPlan> ctes = new HashMap<>();

    RowWise(TableName upstream) {
        this.upstream = upstream;
    }

    /** Why the plan is not row-wise over the upstream; empty where it is. */
    Optional<String> obstacle(LogicalPlan plan) {
        ParsedSelect.visit(plan, node -> {
            if (node instanceof UnresolvedWith with) {
                asJava(with.cteRelations()).forEach(cte -> ctes.put(cte._1().toLowerCase(Locale.ROOT), cte._2()));
            }
        });
        Use use = use(plan);
        if (use == Use.ABSENT) {
            return Optional.of("the SELECT does not read " + upstream);
        }
        return Optional.ofNullable(use.obstacle);
    }

    /** How a part of the plan uses the upstream. */
    private record Use(boolean present, String obstacle) {
        static final Use ABSENT = new Use(false, null);
        static final Use ROW_BY_ROW = new Use(true, null);

        static Use not(String why) {
            return new Use(true, why);
        }
    }

    private Use use(LogicalPlan plan) {
        if (plan instanceof UnresolvedRelation relation) {
            return useOf(relation);
        }
        for (LogicalPlan subquery : asJava(plan.subqueries())) {
            if (use(subquery).present) {
                return Use.not(upstream + " is read in a subquery");
            }
        }
        Use found = Use.ABSENT;
        int side = 0;
        List<LogicalPlan> children = asJava(plan.children());
        for (int i = 0; i < children.size(); i++) {
            Use child = use(children.get(i));
            if (child.present && found.present) {
                return Use.not(upstream + " is read twice");
            }
            if (child.present) {
                found = child;
                side = i;
            }
        }
        if (!found.present || found.obstacle != null) {
            return found;
        }
        return obstacleOf(plan, side).map(Use::not).orElse(Use.ROW_BY_ROW);
    }

    private Use useOf(UnresolvedRelation relation) {
        if (ParsedSelect.isCte(relation, ctes.keySet())) {
            String name = asJava(relation.multipartIdentifier()).get(0).toLowerCase(Locale.ROOT);
            // Taken out while it is looked into: inside, the name can only be a recursion.
            LogicalPlan cte = ctes.remove(name);
            Use use = use(cte);
            ctes.put(name, cte);
            return use;
        }
        return String.join(".", asJava(relation.multipartIdentifier())).equals(upstream.toString())
                ? Use.ROW_BY_ROW
                : Use.ABSENT;
    }

    private static Optional<String> obstacleOf(LogicalPlan plan, int side) {
        if (plan instanceof Join join) {
            String kind = kind(join.joinType());
            boolean rowWise = (side == 0 ? FROM_LEFT : FROM_RIGHT).contains(kind);
            return rowWise ? Optional.empty() : Optional.of("it stands on the wrong side of a " + kind + " JOIN");
        }
        boolean lateral = plan instanceof LateralJoin;
        if (!lateral && !UNARY.contains(plan.getClass())) {
            return Optional.of("the SELECT has " + words(plan));
        }
        return asJava(plan.expressions()).stream()
                .map(RowWise::obstacleIn)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String kind(JoinType type) {
        if (type instanceof UsingJoin using) {
            return using.tpe().sql();
        }
        return type instanceof NaturalJoin natural ? natural.tpe().sql() : type.sql();
    }

    private static String words(LogicalPlan plan) {
        return switch (plan.nodeName()) {
            case "Aggregate", "UnresolvedHaving" -> "a GROUP BY or HAVING";
            case "Distinct", "Deduplicate" -> "a DISTINCT";
            case "Union", "Except", "Intersect" ->
                "a set operation (" + plan.nodeName().toUpperCase(Locale.ROOT) + ")";
            case "GlobalLimit", "LocalLimit", "Offset", "Tail" -> "a LIMIT or OFFSET";
            case "WithWindowDefinition", "Window" -> "a window";
            default -> "the operation " + plan.nodeName();
        };
    }

    private static Optional<String> obstacleIn(Expression expression) {
        if (expression instanceof UnresolvedWindowExpression || expression instanceof WindowExpression) {
            return Optional.of("the SELECT has a window function");
        }
        if (expression instanceof AggregateFunction
                || expression instanceof AggregateExpression
                || expression instanceof UnresolvedFunction function && isAggregate(function)) {
            return Optional.of("the SELECT has an aggregate function");
        }
        return asJava(expression.children()).stream()
                .map(RowWise::obstacleIn)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static boolean isAggregate(UnresolvedFunction function) {
        List<String> name = asJava(function.nameParts());
        Option<ExpressionInfo> info =
                FunctionRegistry$.MODULE$.builtin().lookupFunction(new FunctionIdentifier(name.get(name.size() - 1)));
        // A function that Spark does not know will fail in analysis; until then it may be anything.
        return info.isEmpty()
                || info.get().getGroup().equals("agg_funcs")
                || info.get().getGroup().equals("window_funcs");
    }
}
