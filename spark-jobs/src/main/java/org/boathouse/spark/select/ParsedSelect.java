package org.boathouse.spark.select;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.Refinement;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractPartialFunction;

/** A product's SELECT as Spark's parser reads it; needs no session. */
public final class ParsedSelect {
    private final String file;
    private final LogicalPlan plan;
    private final Set<TableName> upstreams;

    private ParsedSelect(String file, LogicalPlan plan, Set<TableName> upstreams) {
        this.file = file;
        this.plan = plan;
        this.upstreams = upstreams;
    }

    /** @throws LakeFailure INVALID naming the file and line where the text is no SELECT over {@code domain.layer.table} names */
    public static ParsedSelect of(Refinement.Select select) {
        LogicalPlan plan;
        try {
            plan = CatalystSqlParser$.MODULE$.parsePlan(select.sql());
        } catch (Exception e) {
            throw SelectFailure.of(select.file(), e);
        }
        if (plan instanceof Command || plan instanceof ParsedStatement) {
            throw LakeFailure.invalid("%s: expected one SELECT, found %s", select.file(), plan.nodeName());
        }
        return new ParsedSelect(select.file(), plan, upstreams(select.file(), plan));
    }

    /** The file, as messages name it. */
    public String file() {
        return file;
    }

    /** The tables it reads. */
    public Set<TableName> upstreams() {
        return upstreams;
    }

    /** Why its result over an upstream's new rows is not just the new rows of its result; empty where it is. */
    public Optional<String> notRowWiseOver(TableName upstream) {
        return new RowWise(upstream).obstacle(plan);
    }

    /** The plan with every upstream replaced; columns qualified by a table's name keep their meaning. */
    LogicalPlan over(Function<TableName, LogicalPlan> rows) {
        return replace(plan, cteNames(plan), rows);
    }

    private static Set<TableName> upstreams(String file, LogicalPlan plan) {
        Set<String> ctes = cteNames(plan);
        Set<TableName> names = new TreeSet<>();
        visit(plan, node -> {
            if (node instanceof RelationTimeTravel) {
                throw LakeFailure.invalid(
                        "%s: time travel in a product's SELECT is refused: each run pins what it reads, and records it",
                        at(file, node));
            }
            if (node instanceof UnresolvedRelation relation && !isCte(relation, ctes)) {
                names.add(tableName(file, relation));
            }
        });
        return Set.copyOf(names);
    }

    private static TableName tableName(String file, UnresolvedRelation relation) {
        String name = String.join(".", asJava(relation.multipartIdentifier()));
        try {
            return TableName.parse(name);
        } catch (LakeFailure e) {
            throw LakeFailure.invalid("%s: %s", at(file, relation), e.getMessage());
        }
    }

    private static String at(String file, LogicalPlan node) {
        Option<Object> line = node.origin().line();
        return line.isDefined() ? file + " line " + line.get() : file;
    }

    static boolean isCte(UnresolvedRelation relation, Set<String> ctes) {
        List<String> parts = asJava(relation.multipartIdentifier());
        return parts.size() == 1 && ctes.contains(parts.get(0).toLowerCase(Locale.ROOT));
    }

    private static Set<String> cteNames(LogicalPlan plan) {
        Set<String> names = new HashSet<>();
        visit(plan, node -> {
            if (node instanceof UnresolvedWith with) {
                asJava(with.cteRelations()).forEach(cte -> names.add(cte._1().toLowerCase(Locale.ROOT)));
            }
        });
        return names;
    }

    /** Visits all of a plan: common table expressions and the subqueries in expressions too. */
    static void visit(LogicalPlan plan, Consumer<LogicalPlan> visitor) {
        visitor.accept(plan);
        asJava(plan.children()).forEach(child -> visit(child, visitor));
        asJava(plan.subqueries()).forEach(subquery -> visit(subquery, visitor));
        if (plan instanceof UnresolvedWith with) {
            asJava(with.cteRelations()).forEach(cte -> visit(cte._2(), visitor));
        }
    }

    private static LogicalPlan replace(LogicalPlan plan, Set<String> ctes, Function<TableName, LogicalPlan> rows) {
        return plan.transformUpWithSubqueries(new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
            @Override
            public boolean isDefinedAt(LogicalPlan node) {
                return node instanceof UnresolvedWith
                        || node instanceof UnresolvedRelation relation && !isCte(relation, ctes);
            }

            @Override
            public <A extends LogicalPlan, B> B applyOrElse(A node, scala.Function1<A, B> otherwise) {
                if (!isDefinedAt(node)) {
                    return otherwise.apply(node);
                }
                LogicalPlan replaced = node instanceof UnresolvedRelation relation
                        ? named(relation, rows)
                        : withCtes((UnresolvedWith) (LogicalPlan) node, ctes, rows);
                @SuppressWarnings("unchecked") // B is a LogicalPlan: Scala's signature can't say so to Java
                B result = (B) replaced;
                return result;
            }
        });
    }

    private static LogicalPlan named(UnresolvedRelation relation, Function<TableName, LogicalPlan> rows) {
        List<String> parts = asJava(relation.multipartIdentifier());
        Seq<String> qualifier = asScala(parts.subList(0, 2)).toSeq();
        return new SubqueryAlias(
                new AliasIdentifier(parts.get(2), qualifier), rows.apply(TableName.parse(String.join(".", parts))));
    }

    private static LogicalPlan withCtes(UnresolvedWith with, Set<String> ctes, Function<TableName, LogicalPlan> rows) {
        List<Tuple3<String, SubqueryAlias, Option<Object>>> relations = new ArrayList<>();
        asJava(with.cteRelations())
                .forEach(cte ->
                        relations.add(new Tuple3<>(cte._1(), (SubqueryAlias) replace(cte._2(), ctes, rows), cte._3())));
        return new UnresolvedWith(with.child(), asScala(relations).toSeq(), with.allowRecursion());
    }
}
