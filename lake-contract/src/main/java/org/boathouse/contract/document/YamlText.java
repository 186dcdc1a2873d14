package org.boathouse.contract.document;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 into maps, lists, texts, numbers, truth values and nulls. Everything has a limit, checked on the stream
 * of events before anything is built: documents come over HTTP.
 */
final class YamlText {
    static final int LENGTH_MAX = 4 * 1024 * 1024;
    static final int DEPTH_MAX = 64;
    static final int EVENTS_MAX = 400_000;
    /** An alias of a collection repeats it wherever it stands; each is cheap here, aliases within aliases multiply. */
    static final int ALIASES_MAX = 8;

    private YamlText() {}

    /** @return the document's root; empty, with the fault told, where the text is no single YAML document within the limits */
    static Optional<Object> read(String label, String yaml, Problems.InFile problems) {
        if (yaml.length() > LENGTH_MAX) {
            problems.add("", "the document has " + yaml.length() + " characters, the most is " + LENGTH_MAX);
            return Optional.empty();
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(label)
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(ALIASES_MAX)
                .setCodePointLimit(LENGTH_MAX)
                .build();
        try {
            if (!withinLimits(settings, yaml, problems)) {
                return Optional.empty();
            }
            Object root = new Load(settings).loadFromString(yaml);
            if (root == null) {
                problems.add("", "the document is empty");
            }
            return Optional.ofNullable(root);
        } catch (MarkedYamlEngineException e) {
            problems.add(
                    "",
                    "no valid YAML: " + e.getProblem()
                            + e.getProblemMark().map(YamlText::place).orElse(""));
        } catch (YamlEngineException e) {
            problems.add("", "no valid YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static boolean withinLimits(LoadSettings settings, String yaml, Problems.InFile problems) {
        int depth = 0;
        int events = 0;
        for (Event event : new Parse(settings).parseString(yaml)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > DEPTH_MAX || ++events > EVENTS_MAX) {
                String limit = depth > DEPTH_MAX
                        ? "is nested deeper than " + DEPTH_MAX + " levels"
                        : "has more than " + EVENTS_MAX + " parts";
                problems.add(
                        "",
                        "the document " + limit
                                + event.getStartMark().map(YamlText::place).orElse(""));
                return false;
            }
        }
        return true;
    }

    private static String place(Mark mark) {
        return " (line %d, column %d)".formatted(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
