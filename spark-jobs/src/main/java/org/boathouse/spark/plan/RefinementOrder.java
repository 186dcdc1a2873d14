package org.boathouse.spark.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;

/** The order in which tables are refined: upstreams first, otherwise by name. */
public final class RefinementOrder {
    private final Map<TableName, RefinedTable> tables = new TreeMap<>();
    private final Map<TableName, RefinedTable> ordered = new LinkedHashMap<>();
    private final Set<TableName> path = new LinkedHashSet<>();

    private RefinementOrder(Collection<RefinedTable> all) {
        all.forEach(table -> tables.put(table.name(), table));
    }

    /** @throws LakeFailure INVALID naming the tables of a cycle */
    public static List<RefinedTable> of(Collection<RefinedTable> tables) {
        RefinementOrder order = new RefinementOrder(tables);
        order.tables.keySet().forEach(order::visit);
        return List.copyOf(order.ordered.values());
    }

    private void visit(TableName name) {
        RefinedTable table = tables.get(name);
        if (table == null || ordered.containsKey(name)) {
            return;
        }
        if (!path.add(name)) {
            throw cycle(name);
        }
        table.upstreams().forEach(this::visit);
        path.remove(name);
        ordered.put(name, table);
    }

    private LakeFailure cycle(TableName name) {
        List<String> cycle = new ArrayList<>();
        path.stream().dropWhile(on -> !on.equals(name)).forEach(on -> cycle.add(on.toString()));
        cycle.add(name.toString());
        return LakeFailure.invalid(
                "These tables are made from each other, so none can be refined first: %s (%s)",
                String.join(" <- ", cycle), tables.get(name).file());
    }
}
