package org.boathouse.contract.odcs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.boathouse.contract.document.Node;
import org.boathouse.contract.layout.Domain;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.retention.SnapshotRetention;

/** A whole document. */
final class ContractBinding {
    private final Binding binding;

    ContractBinding(Binding binding) {
        this.binding = binding;
    }

    Optional<DataContract> contract(Node root, OdcsDocument document) {
        root.get("apiVersion")
                .filter(node -> node.value().toString().startsWith("v2"))
                .ifPresent(node -> binding.problem(
                        node, "the lake acts on contracts of ODCS 3.0 to 3.2 only: bring the document up to v3.1.0"));
        Optional<SemanticVersion> version = root.get("version")
                .flatMap(node -> binding.attempt(
                        node, () -> SemanticVersion.parse(node.value().toString())));
        Optional<DataContract.Status> status = status(root);
        Optional<Domain> domain = domain(root);
        List<TableContract> tables = tables(root, domain);
        if (version.isEmpty() || status.isEmpty() || domain.isEmpty()) {
            return Optional.empty();
        }
        String id = root.text("id").orElseThrow();
        String name = root.text("name").orElse(id);
        return Optional.of(new DataContract(
                binding.file(),
                id,
                name,
                version.get(),
                status.get(),
                domain.get(),
                root.text("dataProduct").orElse(name),
                root.get("description").flatMap(description -> description.text("purpose")),
                owner(root),
                tables,
                binding.customProperty(root, Binding.SNAPSHOT_RETENTION)
                        .map(node -> new RetentionBinding(binding, node).retention())
                        .orElse(SnapshotRetention.NONE),
                ContentHash.of(document, tables)));
    }

    private Optional<DataContract.Status> status(Node root) {
        Optional<Node> node = root.get("status");
        if (node.isEmpty()) {
            // ODCS 3.2 no longer asks for it.
            return Optional.of(DataContract.Status.ACTIVE);
        }
        String text = node.get().value().toString().toLowerCase(Locale.ROOT);
        Optional<DataContract.Status> status = Arrays.stream(DataContract.Status.values())
                .filter(candidate -> candidate.id().equals(text))
                .findFirst();
        if (status.isEmpty()) {
            binding.problem(
                    node.get(),
                    "'" + text
                            + "' is no status the lake knows: expected proposed, draft, active, deprecated or retired");
        }
        return status;
    }

    private Optional<Domain> domain(Node root) {
        Optional<Node> node = root.get("domain");
        if (node.isEmpty()) {
            binding.problems().add("domain", "missing: the lake must know whose tables these are");
        }
        return node.flatMap(
                at -> binding.attempt(at, () -> new Domain(at.value().toString())));
    }

    /** The team's name; where it has none, or is a bare list as before 3.1, the member whose role is owner. */
    private static Optional<String> owner(Node root) {
        Optional<Node> team = root.get("team");
        List<Node> members = team.map(node -> node.value() instanceof List ? node.items() : node.list("members"))
                .orElse(List.of());
        return team.flatMap(node -> node.text("name")).or(() -> members.stream()
                .filter(member ->
                        member.text("role").orElse("").toLowerCase(Locale.ROOT).contains("owner"))
                .findFirst()
                .flatMap(member -> member.text("name").or(() -> member.text("username"))));
    }

    private List<TableContract> tables(Node root, Optional<Domain> domain) {
        List<Node> objects = root.list("schema");
        if (objects.isEmpty()) {
            binding.problems().add("schema", "missing: a contract describes at least one table");
        }
        List<TableContract> tables = new ArrayList<>();
        Set<TableName> names = new HashSet<>();
        for (Node object : objects) {
            new TableBinding(binding, object).table(domain).ifPresent(table -> {
                if (!names.add(table.name())) {
                    binding.problem(object, table.name() + " is described twice in this document");
                }
                tables.add(table);
            });
        }
        return tables;
    }
}
