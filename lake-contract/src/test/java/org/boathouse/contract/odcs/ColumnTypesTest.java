package org.boathouse.contract.odcs;

import static org.boathouse.contract.odcs.Documents.faults;
import static org.boathouse.contract.odcs.Documents.silver;
import static org.boathouse.contract.odcs.Documents.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTypesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logicalType: string | string",
                "'logicalType: string, physicalType: VARCHAR(20)' | string",
                "'logicalType: string, physicalType: varbinary' | binary",
                "physicalType: CHARACTER VARYING (7) | string",
                "logicalType: boolean | boolean",
                "logicalType: date | date",
                "logicalType: integer | long",
                "'logicalType: integer, logicalTypeOptions: {format: i32}' | int",
                "'logicalType: integer, logicalTypeOptions: {format: u32}' | long",
                "'logicalType: integer, logicalTypeOptions: {format: u64}' | decimal(20, 0)",
                "'logicalType: integer, physicalType: INT' | int",
                "'logicalType: integer, physicalType: smallint' | int",
                "'logicalType: integer, physicalType: bigint' | long",
                "'logicalType: integer, physicalType: \"decimal(38,0)\"' | decimal(38, 0)",
                "logicalType: number | double",
                "'logicalType: number, logicalTypeOptions: {format: f32}' | float",
                "'logicalType: number, physicalType: real' | float",
                "'logicalType: number, physicalType: double precision' | double",
                "'logicalType: number, physicalType: \"NUMERIC(10, 2)\"' | decimal(10, 2)",
                "logicalType: timestamp | timestamptz",
                "'logicalType: timestamp, logicalTypeOptions: {timezone: false}' | timestamp",
                "'logicalType: timestamp, physicalType: timestamp, logicalTypeOptions: {timezone: false}' | timestamp",
                "'logicalType: timestamp, physicalType: timestamp without time zone' | timestamp",
                "'logicalType: timestamp, physicalType: timestamp(6) with time zone' | timestamptz",
                "physicalType: timestamp_ntz | timestamp",
                "'logicalType: array, items: {logicalType: string}' | list<string?>",
                "'logicalType: array, items: {logicalType: string, required: true}' | list<string>",
                "'logicalType: map, map: {key: {logicalType: string}, value: {logicalType: date}}' | map<string,date?>",
                "'logicalType: vector, logicalTypeOptions: {dimensions: 3}' | list<float>",
                "'logicalType: object, properties: [{name: a, logicalType: date}, {name: b, logicalType: array, required: true, items:"
                        + " {logicalType: object, properties: [{name: c, logicalType: integer}]}}]' | struct<a?:date,b:list<struct<c?:long>?>>",
            })
    void typesFollowTheDocumentedRules(String property, String type) {
        assertEquals(
                type,
                TypeText.of(table(silver("- {name: x, " + property + "}"))
                        .columns()
                        .get(0)
                        .type()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logicalType: time | Spark cannot write a time of day",
                "description: untyped | needs a logicalType or a physicalType",
                "'logicalType: integer, physicalType: varchar(3)' | is no integer",
                "'logicalType: integer, physicalType: \"decimal(10,2)\"' | is no integer",
                "'logicalType: string, physicalType: citext' | is no type the lake knows",
                "'logicalType: number, physicalType: decimal' | precision up to 38",
                "'logicalType: number, physicalType: \"decimal(39,2)\"' | precision up to 38",
                "'logicalType: integer, logicalTypeOptions: {format: i128}' | no engine of the lake holds i128",
                "logicalType: object | an object needs properties",
                "logicalType: array | an array needs items",
                "logicalType: map | map: missing",
                "'logicalType: vector, logicalTypeOptions: {dimensions: 3, elementType: int8}' | float32 or float64",
                "'logicalType: date, logicalTypeOptions: {format: gg-bb}' | neither a Java DateTimeFormatter pattern",
                "'logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Mars/Base}' | 'Mars/Base' is no time zone",
            })
    void typesThatTheLakeCannotKeepAreRefusedWithTheReason(String property, String reason) {
        String fault = faults(silver("- {name: x, " + property + "}")).get(0);
        assertTrue(fault.startsWith("schema[0].properties[0]"), fault);
        assertTrue(fault.contains(reason), fault);
    }

    @Test
    void landedTextIsReadByItsFormatAndZone() {
        Column column = table(
                        silver(
                                "- {name: x, physicalName: When?, logicalType: timestamp, logicalTypeOptions: {format: yyyy/MM/dd, defaultTimezone: Europe/Berlin}}"))
                .columns()
                .get(0);

        assertEquals("When?", column.source());
        assertEquals(Optional.of("yyyy/MM/dd"), column.format());
        assertEquals(ZoneId.of("Europe/Berlin"), column.timezone());
        assertEquals(
                Optional.of(Column.EPOCH_MILLIS),
                table(silver("- {name: x, logicalType: timestamp, logicalTypeOptions: {format: epoch_millis}}"))
                        .columns()
                        .get(0)
                        .format());
    }
}
