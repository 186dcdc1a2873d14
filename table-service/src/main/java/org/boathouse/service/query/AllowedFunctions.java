package org.boathouse.service.query;

import java.util.Locale;
import java.util.Set;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Which of DuckDB's functions a query may call. Table functions by a short list of the harmless: most others open files or
 * show the engine's inside. Scalar functions all but those that do something, wait, or tell about the engine.
 */
final class AllowedFunctions {
    private static final Set<String> TABLE_FUNCTIONS =
            Set.of("range", "generate_series", "unnest", "json_each", "json_tree", "repeat", "repeat_row");
    private static final Set<String> NO_SCALARS = Set.of(
            "current_setting",
            "getenv",
            "getvariable",
            "nextval",
            "currval",
            "setval",
            "setseed",
            "write_log",
            "sleep_ms",
            "pg_sleep",
            "stats",
            "vector_type",
            "query",
            "query_table",
            "json_execute_serialized_sql",
            "json_serialize_plan",
            "in_search_path",
            "current_connection_id",
            "current_transaction_id",
            "txid_current");
    private static final Set<String> OWN_SCHEMAS = Set.of("", "main", "pg_catalog");

    private AllowedFunctions() {}

    static void checkTableFunction(String name) {
        if (!TABLE_FUNCTIONS.contains(name.toLowerCase(Locale.ROOT))) {
            throw LakeFailure.invalid(
                    "The table function '%s' is not allowed: a query reads the lake's tables, <domain>.<layer>.<table>, and may call %s",
                    name, String.join(", ", TABLE_FUNCTIONS.stream().sorted().toList()));
        }
    }

    static void checkScalar(String catalog, String schema, String name) {
        String function = name.toLowerCase(Locale.ROOT);
        if (NO_SCALARS.contains(function)
                || function.startsWith("__internal")
                || !catalog.isEmpty()
                || !OWN_SCHEMAS.contains(schema.toLowerCase(Locale.ROOT))) {
            throw LakeFailure.invalid("The function '%s' is not allowed in the lake's SQL", name);
        }
    }
}
