package org.boathouse.contract.odcs;

import static org.boathouse.contract.document.Shape.ANY;
import static org.boathouse.contract.document.Shape.BOOLEAN;
import static org.boathouse.contract.document.Shape.INTEGER;
import static org.boathouse.contract.document.Shape.SCALAR;
import static org.boathouse.contract.document.Shape.TEXT;
import static org.boathouse.contract.document.Shape.lazily;
import static org.boathouse.contract.document.Shape.listOf;
import static org.boathouse.contract.document.Shape.oneOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.document.Mapping;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.document.Shape;

/** ODCS {@code schema}: objects (tables) and their properties (columns), nested to any depth. */
final class SchemaGrammar {
    private static final List<String> LOGICAL_TYPES =
            List.of("string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean");
    private static final List<String> LOGICAL_TYPES_SINCE_32 = List.of("map", "vector");

    private final OdcsGrammar odcs;
    private final Mapping base;
    private final LogicalTypeOptions options;

    SchemaGrammar(OdcsGrammar odcs) {
        this.odcs = odcs;
        this.options = new LogicalTypeOptions(odcs.is32());
        this.base = base();
    }

    Shape schema() {
        Mapping object = odcs.element()
                .with(oneOf(List.of("object")), "logicalType")
                .with(TEXT, "physicalName", "dataGranularityDescription")
                .with(listOf(property()), "properties")
                .with(listOf(RelationshipGrammar.ofObject(odcs)), "relationships")
                .with(listOf(new QualityGrammar(odcs).rule()), "quality")
                .requires("name");
        return listOf(odcs.since32(object, odcs.context(), "context"));
    }

    private Mapping base() {
        List<String> logicalTypes = new ArrayList<>(LOGICAL_TYPES);
        if (odcs.is32()) {
            logicalTypes.addAll(LOGICAL_TYPES_SINCE_32);
        }
        Mapping known = odcs.element()
                .with(BOOLEAN, "primaryKey", "required", "unique", "partitioned", "criticalDataElement")
                .with(INTEGER, "primaryKeyPosition", "partitionKeyPosition")
                .with(oneOf(logicalTypes), "logicalType")
                .with(Shape.OPEN, "logicalTypeOptions")
                .with(TEXT, "physicalType", "physicalName", "classification", "encryptedName")
                .with(TEXT, "transformLogic", "transformDescription")
                .with(listOf(TEXT), "transformSourceObjects")
                .with(listOf(ANY), "examples")
                .with(listOf(RelationshipGrammar.ofProperty(odcs)), "relationships")
                .with(listOf(new QualityGrammar(odcs).rule()), "quality");
        Mapping enumValue = Mapping.empty()
                .with(SCALAR, "value")
                .with(TEXT, "label", "description")
                .with(OdcsGrammar.STABLE_ID, "id")
                .with(odcs.customProperties, "customProperties")
                .with(odcs.authoritativeDefinitions, "authoritativeDefinitions")
                .with(OdcsGrammar.TAGS, "tags")
                .requires("value");
        Shape semanticType = oneOf(List.of("column", "measure", "dimension"));
        return odcs.since32(
                odcs.since32(known, listOf(enumValue, 1, Integer.MAX_VALUE).withoutRepetition(), "enum"),
                semanticType,
                "semanticType");
    }

    private Shape property() {
        return (path, value, problems) -> check(path, value, base.requires("name"), problems);
    }

    /** An element of an array, or a key or value of a map: it needs no name. */
    private Shape item() {
        return (path, value, problems) -> check(path, value, base, problems);
    }

    private void check(String path, Object value, Mapping known, Problems.InFile problems) {
        if (!(value instanceof Map<?, ?> property)) {
            known.check(path, value, problems);
            return;
        }
        Object type = property.get("logicalType");
        boolean untyped = !property.containsKey("logicalType");
        Mapping all = known;
        // Without a logical type the official schema takes the keys of every type.
        if (untyped || "object".equals(type)) {
            all = all.with(listOf(lazily(this::property)), "properties");
        } else {
            all = all.refuses("only a property of logicalType object has properties", "properties");
        }
        if (untyped || "array".equals(type)) {
            all = all.with(lazily(this::item), "items");
        } else {
            all = all.refuses("only a property of logicalType array has items", "items");
        }
        if (odcs.is32() && "map".equals(type)) {
            Mapping entry =
                    Mapping.empty().with(lazily(this::item), "key", "value").requires("key", "value");
            all = all.with(entry, "map").requires("map");
        } else if (odcs.is32()) {
            all = all.refuses("only a property of logicalType map has a map", "map");
        }
        all.with(options.of(type, untyped), "logicalTypeOptions").check(path, value, problems);
    }
}
