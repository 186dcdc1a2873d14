package org.boathouse.service.catalog.rules;

import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;

/** Whether metadata, once it is written, can be read again: by Iceberg's own parsers, before anything is stored. */
final class ReadBack {
    /** Iceberg's own writer gives a table's fields ids from one on; Spark those of a view's schema from zero. */
    private static final int TABLE_IDS_START = 1;

    private static final int VIEW_IDS_START = 0;

    private ReadBack() {}

    /** @throws BadRequestException where it can't */
    static void check(TableMetadata metadata) {
        try {
            TableMetadata read = TableMetadataParser.fromJson(TableMetadataParser.toJson(metadata));
            read.schemas().forEach(schema -> index(schema, TABLE_IDS_START));
        } catch (RuntimeException e) {
            throw new BadRequestException(e, "The table could not be read any more: %s", e.getMessage());
        }
    }

    /** @throws BadRequestException where it can't */
    static void check(ViewMetadata metadata) {
        try {
            ViewMetadata read = ViewMetadataParser.fromJson(ViewMetadataParser.toJson(metadata));
            read.schemas().forEach(schema -> index(schema, VIEW_IDS_START));
        } catch (RuntimeException e) {
            throw new BadRequestException(e, "The view could not be read any more: %s", e.getMessage());
        }
    }

    /** Schemas find out only when they are first asked that two fields have one id, or one name. */
    private static void index(Schema schema, int idsStart) {
        TypeUtil.indexById(schema.asStruct()).forEach((id, field) -> {
            if (id < idsStart || field.name().isEmpty()) {
                throw new IllegalArgumentException("schema %s has a field with id %s and name '%s'"
                        .formatted(schema.schemaId(), id, field.name()));
            }
        });
        TypeUtil.indexByName(schema.asStruct());
    }
}
