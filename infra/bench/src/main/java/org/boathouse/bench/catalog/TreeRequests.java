package org.boathouse.bench.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** What apache/polaris-tools' benchmarks ask of a {@link Tree}. */
final class TreeRequests {
    private static final JsonMapper JSON = new JsonMapper();

    private final Tree tree;
    private final String separator;

    /** @param separator what the server wants between the levels of a namespace in a path, encoded */
    TreeRequests(Tree tree, String separator) {
        this.tree = tree;
        this.separator = separator;
    }

    Request create(Namespace namespace) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode levels = body.putArray("namespace");
        Stream.of(namespace.levels()).forEach(levels::add);
        body.set("properties", properties());
        return new Request("POST", "/v1/namespaces", body.toString());
    }

    List<Request> read(Namespace namespace) {
        String encoded = encoded(namespace);
        return List.of(
                new Request("GET", "/v1/namespaces?parent=" + encoded, null),
                new Request("HEAD", "/v1/namespaces/" + encoded, null),
                new Request("GET", "/v1/namespaces/" + encoded, null));
    }

    Request update(Namespace namespace, int number) {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("removals");
        body.putObject("updates").put("NewAttribute", Integer.toString(number));
        return new Request("POST", "/v1/namespaces/" + encoded(namespace) + "/properties", body.toString());
    }

    Request createTable(TableIdentifier table) {
        ObjectNode body = JSON.createObjectNode().put("name", table.name()).put("stage-create", false);
        body.set("schema", schema());
        body.set("properties", properties());
        return new Request("POST", all(table, "tables"), body.toString());
    }

    Request createView(TableIdentifier view) {
        ObjectNode body = JSON.createObjectNode().put("name", view.name());
        body.set("schema", schema());
        body.set("properties", properties());
        ObjectNode version =
                body.putObject("view-version").put("version-id", 1).put("timestamp-ms", 1_763_600_000_000L);
        version.put("schema-id", 0).putObject("summary").put("engine-name", "bench");
        ArrayNode namespace = version.putArray("default-namespace");
        Stream.of(view.namespace().levels()).forEach(namespace::add);
        version.putArray("representations")
                .addObject()
                .put("type", "sql")
                .put("sql", "SELECT * FROM T_0")
                .put("dialect", "spark");
        return new Request("POST", all(view, "views"), body.toString());
    }

    List<Request> readTable(TableIdentifier table) {
        return read(table, "tables");
    }

    List<Request> readView(TableIdentifier view) {
        return read(view, "views");
    }

    Request loadTable(TableIdentifier table) {
        return new Request("GET", one(table, "tables"), null);
    }

    Request updateTable(TableIdentifier table, int number) {
        return update(table, "tables", number);
    }

    Request updateView(TableIdentifier view, int number) {
        return update(view, "views", number);
    }

    private List<Request> read(TableIdentifier name, String kind) {
        return List.of(
                new Request("GET", all(name, kind), null),
                new Request("HEAD", one(name, kind), null),
                new Request("GET", one(name, kind), null));
    }

    private Request update(TableIdentifier name, String kind, int number) {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("requirements");
        body.putArray("updates")
                .addObject()
                .put("action", "set-properties")
                .putObject("updates")
                .put("NewAttribute", Integer.toString(number));
        return new Request("POST", one(name, kind), body.toString());
    }

    private ObjectNode properties() {
        ObjectNode properties = JSON.createObjectNode();
        for (int i = 0; i < tree.properties(); i++) {
            properties.put("InitialAttribute_" + i, Integer.toString(i));
        }
        return properties;
    }

    private ObjectNode schema() {
        ObjectNode schema = JSON.createObjectNode().put("type", "struct").put("schema-id", 0);
        ArrayNode fields = schema.putArray("fields");
        for (int i = 1; i <= tree.columns(); i++) {
            fields.addObject()
                    .put("id", i)
                    .put("name", "column" + i)
                    .put("type", "int")
                    .put("required", true);
        }
        return schema;
    }

    private String all(TableIdentifier name, String kind) {
        return "/v1/namespaces/" + encoded(name.namespace()) + "/" + kind;
    }

    private String one(TableIdentifier name, String kind) {
        return all(name, kind) + "/" + name.name();
    }

    private String encoded(Namespace namespace) {
        return String.join(separator, namespace.levels());
    }
}
