package org.boathouse.contract.odcs;

import static org.boathouse.contract.document.Shape.INTEGER;
import static org.boathouse.contract.document.Shape.TEXT;
import static org.boathouse.contract.document.Shape.listOf;
import static org.boathouse.contract.document.Shape.oneOf;
import static org.boathouse.contract.document.Shape.textMatching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.boathouse.contract.document.Mapping;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.document.Shape;

/** ODCS {@code servers}: each type has keys of its own. The lake keeps them and acts on none. */
final class ServerGrammar {
    /** Type, then the keys it may have; an exclamation mark says that the type needs the key. */
    private static final String TYPES = """
            api location!
            athena stagingDir! schema! catalog regionName
            azure location! format! delimiter
            bigquery project! dataset!
            clickhouse host! port! database!
            databricks host catalog! schema!
            denodo host! port! database
            dremio host! port! schema
            duckdb database! schema
            glue account! database! location format
            cloudsql host! port! database! schema!
            db2 host! port! database! schema
            hive host! port database!
            impala host! port database!
            informix host! port database!
            kafka host! format
            kinesis region format
            local path! format!
            mysql host! port! database!
            oracle host! port! serviceName!
            postgresql host! port! database! schema!
            postgres host! port! database! schema!
            presto host! catalog schema
            pubsub project!
            redshift host database! schema! region account
            s3 location! endpointUrl format delimiter
            sftp location! format delimiter
            snowflake host port account! database! schema! warehouse
            sqlserver host! port database! schema!
            synapse host! port! database!
            trino host! port! catalog! schema!
            vertica host! port! database! schema!
            zen host! port database!
            custom account catalog database dataset delimiter endpointUrl format host location path port project region \
            regionName schema serviceName stagingDir warehouse stream
            """;

    private static final String TYPES_SINCE_32 = """
            athena stagingDir schema! catalog regionName workgroup
            exasol host! port schema
            hana host! port database schema
            iceberg catalog! catalogUrl! namespace warehouse
            teradata host! port database
            """;

    /** In 3.2 a server that says its format may say its encoding too. */
    private static final String ENCODED = "format";

    private final Map<String, Mapping> byType = new LinkedHashMap<>();
    private final Mapping common;
    private final Shape type;

    ServerGrammar(OdcsGrammar odcs) {
        // A variable may stand for a port in 3.2: ${DB_PORT}.
        Shape port = odcs.is32() ? ServerGrammar::checkPort : INTEGER;
        TYPES.lines().forEach(line -> add(line, port, odcs.is32()));
        if (odcs.is32()) {
            TYPES_SINCE_32.lines().forEach(line -> add(line, port, true));
        }
        type = oneOf(new ArrayList<>(byType.keySet()));
        common = Mapping.empty()
                .with(OdcsGrammar.STABLE_ID, "id")
                .with(TEXT, "server", "description", "environment")
                .with(type, "type")
                .with(odcs.roles(), "roles")
                .with(odcs.customProperties, "customProperties")
                .requires("server", "type");
    }

    private void add(String line, Shape port, boolean encoded) {
        String[] words = line.split(" +");
        Mapping keys = Mapping.empty();
        for (String word : List.of(words).subList(1, words.length)) {
            String key = word.replace("!", "");
            Shape shape = key.equals("port") ? port : sftpLocation(words[0], key) ? SFTP_URL : TEXT;
            keys = keys.with(shape, key);
            keys = word.endsWith("!") ? keys.requires(key) : keys;
            keys = encoded && key.equals(ENCODED) ? keys.with(TEXT, "encoding") : keys;
        }
        byType.put(words[0], keys);
    }

    private static final Shape SFTP_URL = textMatching(Pattern.compile("^sftp://"), "URL that begins with sftp://");

    private static boolean sftpLocation(String type, String key) {
        return type.equals("sftp") && key.equals("location");
    }

    Shape servers() {
        return listOf((path, value, problems) -> {
            Object is = value instanceof Map<?, ?> server ? server.get("type") : null;
            Mapping own = is instanceof String name && byType.containsKey(name) ? byType.get(name) : null;
            // Without a known type no key can be judged: then the type alone is the fault.
            (own == null ? common.open() : common.plus(own)).check(path, value, problems);
        });
    }

    private static void checkPort(String path, Object value, Problems.InFile problems) {
        (value instanceof String ? TEXT : INTEGER).check(path, value, problems);
    }
}
