package org.boathouse.spark.bronze;

import static org.boathouse.spark.bronze.Parsing.column;
import static org.boathouse.spark.bronze.Parsing.error;
import static org.boathouse.spark.bronze.Parsing.json;
import static org.boathouse.spark.bronze.Parsing.parse;
import static org.boathouse.spark.bronze.Parsing.shown;
import static org.boathouse.spark.bronze.Parsing.strings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.odcs.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordsTest {
    private static final List<Column> AB = strings("a", "b");

    private static List<String> shownOf(String text) throws IOException {
        return shown(parse(json(null), AB, text));
    }

    private static RawRecord one(List<Column> columns, String text) throws IOException {
        List<RawRecord> records = parse(json(null), columns, text);
        assertEquals(1, records.size());
        return records.get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"a\":1,\"b\":\"x\"},{\"b\":\"y\",\"a\":2}]",
                " \n[\n {\"a\":1,\n\"b\":\"x\"} ,\n{\"b\":\"y\",\"a\":2}\n]\n",
                "{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\",\"a\":2}\n",
                "\uFEFF{\"a\":1,\"b\":\"x\"}\r\n\r\n{\"b\":\"y\",\"a\":2}",
                "{\"a\":1,\"b\":\"x\"}{\"b\":\"y\",\"a\":2}",
                "{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n{\n  \"b\": \"y\",\n  \"a\": 2\n}\n",
                "[{\"a\":1,\"b\":\"x\"}]\n[{\"b\":\"y\",\"a\":2}]"
            })
    void arraysAndObjectsOneAfterTheOtherAreReadAlike(String text) throws IOException {
        assertEquals(List.of("1:1|x", "2:2|y"), shownOf(text));
    }

    @Test
    void recordsAreFoundAlongThePathInADocument() throws IOException {
        String text =
                "{\"meta\":{\"rows\":[{\"a\":9}]},\"data\":{\"x\":[1],\"rows\":[{\"a\":1,\"b\":2},{\"a\":3,\"b\":4}],\"n\":2}}";
        assertEquals(List.of("1:1|2", "2:3|4"), shown(parse(json("data.rows"), AB, text + "\n" + "")));
        assertEquals(
                List.of("1:1|2", "2:3|4", "3:1|2", "4:3|4"), shown(parse(json("data.rows"), AB, text + "\n" + text)));
    }

    @Test
    void aDocumentWithoutTheNamedRecordsIsUnreadableAndSaysWhatItHolds() throws IOException {
        List<RawRecord> records = parse(json("features"), AB, "{\"type\":\"x\",\"items\":[{\"a\":1}]}");
        assertEquals(1, records.size());
        assertEquals(
                "The JSON document at line 1 holds no records: expected an array of objects at 'features', which the"
                        + " contract's format names, found only [items, type]",
                error(records.get(0)));
    }

    @Test
    void sourcesReachIntoObjectsAndArraysAndTheRestIsRescuedByPath() throws IOException {
        RawRecord record = one(
                strings("id", "properties.mag", "geometry.coordinates[1]"),
                "[{\"id\":\"q1\",\"type\":\"Feature\",\"properties\":{\"mag\":2.50,\"tags\":[1,{\"k\":1.0}],\"gap\":null},"
                        + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[-118.5,34.25,3]}}]");
        assertArrayEquals(new String[] {"q1", "2.50", "34.25"}, record.texts());
        assertEquals(
                Map.of(
                        "type", "Feature",
                        "properties.tags", "[1,{\"k\":1.0}]",
                        "geometry.type", "Point",
                        "geometry.coordinates[0]", "-118.5",
                        "geometry.coordinates[2]", "3"),
                record.rescued());
    }

    @Test
    void aStructColumnKeepsItsFieldsAndUnknownOnesAreRescuedByPath() throws IOException {
        Types.StructType inner = Types.StructType.of(NestedField.optional(3, "y", Types.LongType.get()));
        Types.StructType type = Types.StructType.of(
                NestedField.optional(1, "x", Types.DoubleType.get()), NestedField.optional(2, "in", inner));
        RawRecord record = one(
                List.of(column("s", "s", type)), "{\"s\":{\"x\":1.10,\"new\":[true],\"in\":{\"y\":2,\"z\":\"q\"}}}");
        assertArrayEquals(new String[] {"{\"x\":1.10,\"in\":{\"y\":2}}"}, record.texts());
        assertEquals(Map.of("s.new", "[true]", "s.in.z", "q"), record.rescued());
    }

    @Test
    void aColumnMayBeAWholeObjectAndOthersFieldsInsideIt() throws IOException {
        RawRecord record = one(strings("p", "p.x"), "{\"p\":{\"x\":1,\"y\":2}}");
        assertArrayEquals(new String[] {"{\"x\":1,\"y\":2}", "1"}, record.texts());
        assertEquals(Map.of(), record.rescued());
    }

    @Test
    void aScalarWhereTheContractExpectsAnObjectIsRescued() throws IOException {
        RawRecord record = one(strings("a", "p.x"), "{\"a\":1,\"p\":\"none\"}");
        assertArrayEquals(new String[] {"1", null}, record.texts());
        assertEquals(Map.of("p", "none"), record.rescued());
    }

    @Test
    void numbersKeepTheirDigitsAndAnExponentIsWrittenOutForANumberColumn() throws IOException {
        List<Column> columns =
                List.of(column("a", "a", Types.DecimalType.of(20, 4)), column("b", "b", Types.StringType.get()));
        RawRecord record = one(columns, "{\"a\":1.23456789E7,\"b\":1.50E1}");
        assertArrayEquals(new String[] {"12345678.9", "1.50E1"}, record.texts());
    }

    @Test
    void aFieldThatStandsTwiceLosesNeitherValue() throws IOException {
        RawRecord record = one(AB, "{\"a\":1,\"a\":2}");
        assertArrayEquals(new String[] {"2", null}, record.texts());
        assertEquals(Map.of("$.a", "1"), record.rescued());
    }

    @Test
    void aFieldCanNotPassItselfOffAsTheLakesOwnMarkOrAsAColumn() throws IOException {
        RawRecord record = one(List.of(column("kind", "type", Types.StringType.get())), "{\"_error\":1,\"kind\":2}");
        assertEquals(Map.of("$._error", "1", "$.kind", "2"), record.rescued());
    }

    @Test
    void aBrokenLineCostsItselfAlone() throws IOException {
        List<RawRecord> records = parse(
                json(null), AB, "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\n{\"a\":5,\"b\":6}\noops\n[7]\n{\"a\":8,\"b\":9}\n");
        assertEquals(List.of("1:1|2", "2:!{\"a\":3,\"b", "3:5|6", "4:!oops", "5:![7]", "6:8|9"), shown(records));
        assertTrue(error(records.get(1)).startsWith("Record 2 is no JSON, line 2, column "), error(records.get(1)));
        assertTrue(error(records.get(3)).startsWith("Record 4 is no JSON, line 4, column "), error(records.get(3)));
    }

    @Test
    void undecodableBytesInALineCostTheRecordAlone() throws IOException {
        InputStream file = new ByteArrayInputStream(
                "{\"a\":1,\"b\":2}\n{\"a\":\"caf\u00e9\"}\n{\"a\":5,\"b\":6}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(List.of("1:1|2", "2:!{\"a\":\"caf\uFFFD\"}", "3:5|6"), shown(parse(json(null), AB, file)));
    }

    @Test
    void aBrokenArrayKeepsTheRecordsBeforeTheBreak() throws IOException {
        List<RawRecord> records =
                parse(json(null), AB, "[{\"a\":1,\"b\":2},\n{\"a\":3,\"b\":oops},\n{\"a\":5,\"b\":6}]");
        assertEquals(List.of("1:1|2", "2:!null"), shown(records));
        assertTrue(error(records.get(1)).startsWith("The JSON breaks off at line 2, column "), error(records.get(1)));
    }

    @Test
    void anElementThatIsNoObjectCostsItselfAlone() throws IOException {
        assertEquals(
                List.of("1:1|2", "2:!7", "3:![8]", "4:!null", "5:3|4"),
                shownOf("[{\"a\":1,\"b\":2},7,[8],null,{\"a\":3,\"b\":4}]"));
    }

    @Test
    void aFileThatIsNoJsonIsOneUnreadableRowNamingThePlace() throws IOException {
        List<RawRecord> records = parse(json(null), AB, "\n  <html>\n<body>\n");
        assertEquals(1, records.size());
        assertEquals(
                "The file is no JSON: expected [ or { as its first character (line 2, column 3), found '<'",
                error(records.get(0)));
    }

    @Test
    void anEmptyFileHasNoRecords() throws IOException {
        assertEquals(List.of(), shownOf(""));
        assertEquals(List.of(), shownOf(" \n\n"));
        assertEquals(List.of(), shownOf("[]"));
        assertEquals(List.of(), shown(parse(json("features"), AB, "{\"features\":[]}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", ""})
    void aTornFileKeepsTheRecordsBeforeTheTear(String opening) throws IOException {
        StringBuilder text = new StringBuilder(opening);
        for (int i = 1; i <= 50_000; i++) {
            text.append(i > 1 && !opening.isEmpty() ? "," : "")
                    .append("{\"a\":%d,\"b\":\"%x\"}\n".formatted(i, i * 7919L));
        }
        List<RawRecord> records = parse(json(null), AB, Parsing.torn(text.toString(), 5000));
        RawRecord last = records.get(records.size() - 1);
        assertTrue(records.size() > 30_000 && records.size() < 50_000, "records: " + records.size());
        assertTrue(error(last).startsWith("The file breaks off: it is cut short or damaged"), error(last));
        for (int i = 0; i < records.size() - 1; i++) {
            assertEquals("%d:%d|%x".formatted(i + 1, i + 1, (i + 1) * 7919L), shown(records.get(i)));
        }
    }

    @Test
    void aFileTornBehindItsLastRecordIsStillSaidToBeTorn() throws IOException {
        assertEquals(List.of("1:1|2", "2:!null"), shown(parse(json(null), AB, Parsing.torn("[{\"a\":1,\"b\":2}]", 4))));
        assertEquals(List.of("1:1|2", "2:!null"), shown(parse(json(null), AB, Parsing.torn("{\"a\":1,\"b\":2}\n", 4))));
    }
}
