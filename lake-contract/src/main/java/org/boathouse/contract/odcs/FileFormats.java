package org.boathouse.contract.odcs;

import static org.boathouse.contract.document.Shape.TEXT;
import static org.boathouse.contract.document.Shape.listOf;
import static org.boathouse.contract.document.Shape.oneOf;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.document.Mapping;
import org.boathouse.contract.document.Node;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.document.Shape;
import org.boathouse.contract.product.FileFormat;

/** {@code refinement.format}: how landed files are read. */
final class FileFormats {
    private static final Mapping TYPED =
            Mapping.empty().with(oneOf(List.of("csv", "json")), "type").requires("type");
    private static final Shape CSV =
            TYPED.with(TEXT, "delimiter", "quote", "charset").with(listOf(TEXT), "nullValues");
    private static final Shape JSON = TYPED.with(TEXT, "records");

    private final Binding binding;

    FileFormats(Binding binding) {
        this.binding = binding;
    }

    static void check(String path, Object value, Problems.InFile problems) {
        Object type = value instanceof Map<?, ?> map ? map.get("type") : null;
        Shape shape = "csv".equals(type) ? CSV : "json".equals(type) ? JSON : TYPED.open();
        shape.check(path, value, problems);
    }

    Optional<FileFormat> format(Node node) {
        if (node.text("type").orElseThrow().equals("json")) {
            return Optional.of(new FileFormat.Json(node.text("records")));
        }
        Optional<Character> delimiter = character(node, "delimiter", ',');
        Optional<Character> quote = character(node, "quote", '"');
        Optional<Charset> charset = charset(node);
        List<String> nulls = node.list("nullValues").stream()
                .map(at -> at.value().toString())
                .toList();
        if (delimiter.isEmpty() || quote.isEmpty() || charset.isEmpty()) {
            return Optional.empty();
        }
        if (delimiter.get().equals(quote.get())) {
            binding.problem(node, "delimiter and quote are the same character");
        }
        return Optional.of(new FileFormat.Csv(delimiter.get(), quote.get(), charset.get(), nulls));
    }

    private Optional<Character> character(Node node, String key, char otherwise) {
        String text = node.text(key).orElse(String.valueOf(otherwise));
        if (text.length() != 1 || text.charAt(0) == '\n' || text.charAt(0) == '\r') {
            binding.problem(
                    node.get(key).orElse(node), "expected one character, found '" + text + "' (a tab is \"\\t\")");
            return Optional.empty();
        }
        return Optional.of(text.charAt(0));
    }

    private Optional<Charset> charset(Node node) {
        Optional<Node> at = node.get("charset");
        if (at.isEmpty()) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        try {
            return Optional.of(Charset.forName(at.get().value().toString()));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            binding.problem(
                    at.get(),
                    "'" + at.get().value() + "' is no character set this Java knows, such as UTF-8 or ISO-8859-1");
            return Optional.empty();
        }
    }
}
