package org.boathouse.service.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.odcs.TypeText;

/**
 * Turns the difference between a table's schema and the wanted one into Iceberg's schema updates, so that every field
 * keeps its id. Columns that somebody else added, and no contract ever had, are left alone.
 */
final class SchemaEvolution {
    private final UpdateSchema update;
    private final Map<String, String> renamed;
    private final Ddl ddl;
    private final List<String> changes = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();

    /**
     * @param renamed top-level columns: new name to old
     * @param ddl told of every update
     */
    SchemaEvolution(UpdateSchema update, Map<String, String> renamed, Ddl ddl) {
        this.update = update;
        this.renamed = renamed;
        this.ddl = ddl;
    }

    List<String> changes() {
        return changes;
    }

    /** What no update can bring about. */
    List<String> obstacles() {
        return obstacles;
    }

    void says(String change) {
        changes.add(change);
    }

    /**
     * @param parent the path by which the update knows the struct, empty for the table itself
     * @param before what the contract's last version wanted here; what it had and is no longer wanted is dropped
     */
    void struct(String parent, Types.StructType present, Types.StructType wanted, Optional<Types.StructType> before) {
        String previous = null;
        String previousNow = null;
        for (NestedField field : wanted.fields()) {
            String oldName = parent.isEmpty() ? renamed.getOrDefault(field.name(), field.name()) : field.name();
            NestedField found = present.field(oldName);
            NestedField same = present.field(field.name());
            if (found == null && same == null) {
                previous = add(parent, field, previous, previousNow) ? path(parent, field.name()) : previous;
            } else {
                // A rename that was done already leaves the field under its new name.
                NestedField at = same != null ? same : found;
                String path = path(parent, at.name());
                if (same == null) {
                    update.renameColumn(path, field.name());
                    changes.add("renamed column " + path + " to " + field.name());
                }
                field(path, at, field, before.map(old -> old.field(oldName)));
                if (same == null) {
                    ddl.renameColumn(path, field.name());
                }
                previous = path;
            }
            previousNow = path(parent, field.name());
        }
        before.ifPresent(old -> old.fields().forEach(field -> {
            boolean gone = wanted.field(field.name()) == null && present.field(field.name()) != null;
            if (gone && !(parent.isEmpty() && renamed.containsValue(field.name()))) {
                update.deleteColumn(path(parent, field.name()));
                ddl.dropColumn(path(parent, field.name()));
                changes.add("dropped column " + path(parent, field.name()));
            }
        }));
    }

    /**
     * @param previousNow what stands before it, by the name it has by then
     * @return false where it can't be
     */
    private boolean add(String parent, NestedField field, String previous, String previousNow) {
        String path = path(parent, field.name());
        if (field.isRequired()) {
            obstacles.add("has no column " + path + ", which the contract requires a value of: make it optional");
            return false;
        }
        update.addColumn(parent.isEmpty() ? null : parent, field.name(), field.type(), field.doc());
        ddl.addColumn(path, field.type(), field.doc(), Optional.ofNullable(previousNow));
        changes.add("added column " + path + ": " + TypeText.of(field.type()));
        if (previous == null) {
            update.moveFirst(path);
        } else {
            update.moveAfter(path, previous);
        }
        return true;
    }

    private void field(String path, NestedField present, NestedField wanted, Optional<NestedField> before) {
        nullability(path, present.isOptional(), wanted.isOptional());
        if (!Objects.equals(present.doc(), wanted.doc())) {
            update.updateColumnDoc(path, wanted.doc());
            ddl.describeColumn(path, wanted.doc());
            changes.add("described column " + path + " anew");
        }
        type(path, present.type(), wanted.type(), before.map(NestedField::type));
    }

    private void nullability(String path, boolean optional, boolean wantedOptional) {
        if (optional && !wantedOptional) {
            obstacles.add("has column " + path
                    + " optional, and the contract requires a value: rows may have none, so leave it optional");
        } else if (!optional && wantedOptional) {
            update.makeColumnOptional(path);
            ddl.makeOptional(path);
            changes.add("made column " + path + " optional");
        }
    }

    private void type(String path, Type present, Type wanted, Optional<Type> before) {
        if (present.isStructType() && wanted.isStructType()) {
            struct(
                    path,
                    present.asStructType(),
                    wanted.asStructType(),
                    before.filter(Type::isStructType).map(Type::asStructType));
        } else if (present.isListType() && wanted.isListType()) {
            String element = path + ".element";
            nullability(
                    element,
                    present.asListType().isElementOptional(),
                    wanted.asListType().isElementOptional());
            type(
                    element,
                    present.asListType().elementType(),
                    wanted.asListType().elementType(),
                    before.filter(Type::isListType).map(old -> old.asListType().elementType()));
        } else if (present.isMapType() && wanted.isMapType() && sameKeys(present, wanted)) {
            String value = path + ".value";
            nullability(
                    value,
                    present.asMapType().isValueOptional(),
                    wanted.asMapType().isValueOptional());
            type(
                    value,
                    present.asMapType().valueType(),
                    wanted.asMapType().valueType(),
                    before.filter(Type::isMapType).map(old -> old.asMapType().valueType()));
        } else if (present.isPrimitiveType() && wanted.isPrimitiveType()) {
            primitive(path, present, wanted.asPrimitiveType());
        } else {
            obstacle(path, present, wanted);
        }
    }

    private static boolean sameKeys(Type present, Type wanted) {
        return TypeText.of(present.asMapType().keyType())
                .equals(TypeText.of(wanted.asMapType().keyType()));
    }

    private void primitive(String path, Type present, Type.PrimitiveType wanted) {
        if (present.equals(wanted)) {
            return;
        }
        if (TypeUtil.isPromotionAllowed(present, wanted)) {
            update.updateColumn(path, wanted);
            ddl.widen(path, wanted);
            changes.add("widened column " + path + " from " + present + " to " + wanted);
        } else {
            obstacle(path, present, wanted);
        }
    }

    private void obstacle(String path, Type present, Type wanted) {
        obstacles.add(
                ("has column %s of type %s, and the contract says %s: Iceberg can't change that. Bring the contract in"
                                + " step with the table, or publish a new table")
                        .formatted(path, TypeText.of(present), TypeText.of(wanted)));
    }

    private static String path(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
