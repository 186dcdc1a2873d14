package org.boathouse.contract.evolution;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.TypeText;

/** Two versions of a column's type, down to its last field; ids count for nothing. */
final class TypeComparison {
    private final TableName table;
    private final boolean looseToIceberg;
    private final List<Finding> findings;

    /** @param looseToIceberg whether Iceberg takes every part of the table for optional, in both versions */
    TypeComparison(TableName table, boolean looseToIceberg, List<Finding> findings) {
        this.table = table;
        this.looseToIceberg = looseToIceberg;
        this.findings = findings;
    }

    void nullability(String path, boolean optionalBefore, boolean optionalAfter) {
        if (optionalBefore && !optionalAfter) {
            findings.add(Finding.of(
                    looseToIceberg,
                    table,
                    EvolutionRule.COLUMN_MADE_REQUIRED,
                    Optional.of(path),
                    "column " + path + " made required"));
        } else if (!optionalBefore && optionalAfter) {
            findings.add(Finding.breaking(
                    table, EvolutionRule.COLUMN_MADE_OPTIONAL, Optional.of(path), "column " + path + " made optional"));
        }
    }

    void compare(String path, Type before, Type after) {
        if (before.isStructType() && after.isStructType()) {
            struct(path, before.asStructType(), after.asStructType());
        } else if (before.isListType() && after.isListType()) {
            Types.ListType old = before.asListType();
            Types.ListType now = after.asListType();
            nullability(path + ".element", old.isElementOptional(), now.isElementOptional());
            compare(path + ".element", old.elementType(), now.elementType());
        } else if (before.isMapType() && after.isMapType()) {
            map(path, before.asMapType(), after.asMapType());
        } else if (before.isPrimitiveType() && before.equals(after)) {
            return;
        } else if (isWider(before, after)) {
            findings.add(Finding.safe(
                    table, "widened column " + path + " from " + TypeText.of(before) + " to " + TypeText.of(after)));
        } else {
            EvolutionRule rule = isWider(after, before) ? EvolutionRule.TYPE_NARROWED : EvolutionRule.TYPE_CHANGED;
            changed(rule, path, before, after);
        }
    }

    private void changed(EvolutionRule rule, String path, Type before, Type after) {
        findings.add(Finding.impossible(
                table, rule, Optional.of(path), "type of column " + path + " changed from " + before + " to " + after));
    }

    private void struct(String path, Types.StructType before, Types.StructType after) {
        for (NestedField field : after.fields()) {
            String at = path + "." + field.name();
            NestedField old = before.field(field.name());
            if (old != null) {
                nullability(at, old.isOptional(), field.isOptional());
                compare(at, old.type(), field.type());
            } else if (field.isRequired()) {
                findings.add(Finding.of(
                        looseToIceberg,
                        table,
                        EvolutionRule.COLUMN_ADDED_REQUIRED,
                        Optional.of(at),
                        "added required field " + at));
            } else {
                findings.add(Finding.safe(table, "added field " + at + ": " + TypeText.of(field.type())));
            }
        }
        for (NestedField field : before.fields()) {
            if (after.field(field.name()) == null) {
                String at = path + "." + field.name();
                findings.add(
                        Finding.breaking(table, EvolutionRule.COLUMN_DROPPED, Optional.of(at), "dropped field " + at));
            }
        }
    }

    private void map(String path, Types.MapType before, Types.MapType after) {
        // Iceberg lets nothing change in a map's keys: entries would no longer be found.
        int found = findings.size();
        compare(path + ".key", before.keyType(), after.keyType());
        if (findings.size() > found) {
            findings.subList(found, findings.size()).clear();
            changed(EvolutionRule.TYPE_CHANGED, path + ".key", before.keyType(), after.keyType());
        }
        nullability(path + ".value", before.isValueOptional(), after.isValueOptional());
        compare(path + ".value", before.valueType(), after.valueType());
    }

    /** Iceberg's promotions of format version 2, by which every stored value stays what it is. */
    private static boolean isWider(Type before, Type after) {
        if (before instanceof Types.DecimalType old && after instanceof Types.DecimalType now) {
            return now.scale() == old.scale() && now.precision() > old.precision();
        }
        return before.typeId() == TypeID.INTEGER && after.typeId() == TypeID.LONG
                || before.typeId() == TypeID.FLOAT && after.typeId() == TypeID.DOUBLE;
    }
}
