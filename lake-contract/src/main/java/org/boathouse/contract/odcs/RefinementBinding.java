package org.boathouse.contract.odcs;

import static org.boathouse.contract.document.Shape.TEXT;
import static org.boathouse.contract.document.Shape.listOf;
import static org.boathouse.contract.document.Shape.oneOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.boathouse.contract.document.Mapping;
import org.boathouse.contract.document.Node;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.Layer;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.FileFormat;
import org.boathouse.contract.product.Refinement;

/** The custom property {@code refinement} of a schema object: how its table is made. */
final class RefinementBinding {
    private static final Mapping SHAPE = Mapping.empty()
            .with(TEXT, "landed", "select", "class", "jar", "incremental", "sequenceBy", "deleteWhen")
            .with(oneOf(List.of("append", "merge", "replace")), "mode")
            .with(FileFormats::check, "format")
            .with(listOf(TEXT), "upstreams");

    private final Binding binding;
    private final Node node;

    RefinementBinding(Binding binding, Node node) {
        this.binding = binding;
        this.node = node;
    }

    Optional<Refinement> refinement(TableName table, List<Column> columns) {
        Problems shape = new Problems();
        SHAPE.check(node.path(), node.value(), (path, says) -> {
            shape.add("", path, says);
            binding.problems().add(path, says);
        });
        if (!shape.isEmpty()) {
            return Optional.empty();
        }
        List<String> steps = List.of("landed", "select", "class").stream()
                .filter(key -> node.get(key).isPresent())
                .toList();
        if (steps.size() != 1) {
            binding.problem(node, "expected exactly one of landed, select or class; found " + steps.size());
            return Optional.empty();
        }
        Optional<Refinement.Step> step =
                switch (steps.get(0)) {
                    case "landed" -> landed(table);
                    case "select" -> select();
                    default -> jobClass();
                };
        Refinement.Mode mode = node.text("mode")
                .map(text -> Refinement.Mode.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(steps.get(0).equals("landed") ? Refinement.Mode.APPEND : Refinement.Mode.REPLACE);
        checkMode(mode, table, columns);
        Optional<TableName> incremental = node.get("incremental").flatMap(this::upstream);
        return step.map(
                made -> new Refinement(made, mode, incremental, node.text("sequenceBy"), node.text("deleteWhen")));
    }

    private void only(String step, String... keys) {
        for (String key : keys) {
            node.get(key).ifPresent(at -> binding.problem(at, "goes with " + step + " only"));
        }
    }

    private Optional<Refinement.Step> landed(TableName table) {
        only("class", "jar", "upstreams");
        only("select and class", "incremental");
        Node at = node.get("landed").orElseThrow();
        if (table.layer() != Layer.BRONZE) {
            binding.problem(
                    at,
                    "landed files are refined into the layer bronze first, not into "
                            + table.layer().id());
        }
        if (!node.text("mode").orElse("append").equals("append")) {
            binding.problem(
                    node.get("mode").orElseThrow(), "a table of landed files keeps every row: its mode is append");
        }
        Optional<FileFormat> format = node.get("format").flatMap(found -> new FileFormats(binding).format(found));
        if (node.get("format").isEmpty()) {
            binding.problems().add(Mapping.child(node.path(), "format"), "missing: say {type: csv} or {type: json}");
        }
        Optional<Dataset> dataset =
                binding.attempt(at, () -> Dataset.parse(at.value().toString()));
        if (dataset.isPresent() && !dataset.get().domain().equals(table.domain())) {
            binding.problem(at, dataset.get() + " is another domain's: a domain refines its own landed files");
        }
        return dataset.flatMap(from -> format.map(as -> new Refinement.Landed(from, as)));
    }

    private Optional<Refinement.Step> select() {
        only("landed", "format");
        only("class", "jar", "upstreams");
        Node at = node.get("select").orElseThrow();
        return SiblingFile.resolve(binding, at).flatMap(path -> {
            Optional<String> text = binding.texts().apply(path);
            if (text.isEmpty()) {
                binding.problem(at, "no file " + path + ": the SELECT stands in a file beside the contract");
            } else if (text.get().isBlank()) {
                binding.problem(at, "the file " + path + " is empty");
            }
            return text.map(sql -> new Refinement.Select(path, sql));
        });
    }

    private Optional<Refinement.Step> jobClass() {
        only("landed", "format");
        Optional<Node> jar = node.get("jar");
        if (jar.isEmpty()) {
            binding.problems().add(Mapping.child(node.path(), "jar"), "missing: the file that holds the class");
        }
        List<TableName> upstreams = new ArrayList<>();
        node.list("upstreams").forEach(at -> upstream(at).ifPresent(upstreams::add));
        if (node.list("upstreams").isEmpty()) {
            binding.problems().add(Mapping.child(node.path(), "upstreams"), "missing: the tables that the class reads");
        }
        node.get("incremental").ifPresent(at -> {
            if (upstreams.stream().noneMatch(table -> table.toString().equals(at.value()))) {
                binding.problem(at, "'" + at.value() + "' is none of the upstreams");
            }
        });
        String className = node.text("class").orElseThrow();
        return jar.flatMap(at -> SiblingFile.resolve(binding, at))
                .map(path -> new Refinement.JobClass(className, path, upstreams));
    }

    private Optional<TableName> upstream(Node at) {
        return binding.attempt(at, () -> TableName.parse(at.value().toString()));
    }

    private void checkMode(Refinement.Mode mode, TableName table, List<Column> columns) {
        if (mode != Refinement.Mode.MERGE) {
            only("mode merge", "sequenceBy", "deleteWhen");
            return;
        }
        if (columns.stream().noneMatch(column -> column.primaryKeyPosition().isPresent())) {
            binding.problem(
                    node.get("mode").orElseThrow(),
                    "merge replaces rows by primary key, and " + table
                            + " has none: set primaryKey: true on its columns");
        }
        // Rows already merged are compared by it too, so that a late, older row does not win.
        node.get("sequenceBy").ifPresent(at -> {
            if (columns.stream().noneMatch(column -> column.name().equals(at.value()))) {
                binding.problem(at, "'" + at.value() + "' is no column of " + table);
            }
        });
    }
}
