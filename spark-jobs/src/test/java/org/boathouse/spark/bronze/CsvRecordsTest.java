package org.boathouse.spark.bronze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.boathouse.spark.bronze.Parsing.csv;
import static org.boathouse.spark.bronze.Parsing.error;
import static org.boathouse.spark.bronze.Parsing.parse;
import static org.boathouse.spark.bronze.Parsing.raw;
import static org.boathouse.spark.bronze.Parsing.shown;
import static org.boathouse.spark.bronze.Parsing.strings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.odcs.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRecordsTest {
    private static final List<Column> AB = strings("a", "b");

    private static List<RawRecord> read(String text) throws IOException {
        return parse(csv(UTF_8), AB, text);
    }

    private static List<String> shownOf(String text) throws IOException {
        return shown(read(text));
    }

    @Test
    void columnsAreMatchedByHeaderNameInWhateverOrder() throws IOException {
        assertEquals(List.of("1:1|2", "2:3|4"), shownOf("b,a\n2,1\n4,3\n"));
    }

    @Test
    void aColumnThatTheFileLacksIsNull() throws IOException {
        assertArrayEquals(new String[] {"1", null}, read("a\n1\n").get(0).texts());
    }

    @Test
    void aColumnThatTheContractLacksIsRescuedByItsName() throws IOException {
        RawRecord record = read("a,extra,b\n1,x,2\n").get(0);
        assertArrayEquals(new String[] {"1", "2"}, record.texts());
        assertEquals(Map.of("extra", "x"), record.rescued());
    }

    @Test
    void anExtraColumnCanNotPassItselfOffAsTheLakesOwnMark() throws IOException {
        assertEquals(Map.of("$._error", "x"), read("a,_error\n1,x\n").get(0).rescued());
    }

    @Test
    void aColumnWithoutANameIsRescuedByItsPosition() throws IOException {
        assertEquals(Map.of("column 1", "0"), read(",a,b\n0,1,2\n").get(0).rescued());
    }

    @Test
    void quotedFieldsHoldDelimitersNewlinesAndDoubledQuotesAndRecordsAreStillCounted() throws IOException {
        List<RawRecord> records = read("a,b\r\n\"x,\"\"y\"\"\",\"one\r\ntwo\"\r\n3,4\r\n5\r\n");
        assertEquals("x,\"y\"", records.get(0).texts()[0]);
        assertEquals("one\r\ntwo", records.get(0).texts()[1]);
        assertEquals("2:3|4", shown(records.get(1)));
        assertEquals("3:!5", shown(records.get(2)));
    }

    @Test
    void anEmptyFieldIsNullAndAQuotedOneIsEmpty() throws IOException {
        assertArrayEquals(new String[] {null, ""}, read("a,b\n,\"\"\n").get(0).texts());
    }

    @Test
    void theContractsNullValuesAreNull() throws IOException {
        List<RawRecord> records = parse(csv(UTF_8, "None", "-"), AB, "a,b\nNone,-\nnone,--\n");
        assertArrayEquals(new String[] {null, null}, records.get(0).texts());
        assertArrayEquals(new String[] {"none", "--"}, records.get(1).texts());
    }

    @Test
    void tooFewOrTooManyFieldsCostTheRecordAlone() throws IOException {
        List<RawRecord> records = read("a,b\n1,2\n3\n4,5,6\n7,8");
        assertEquals(List.of("1:1|2", "2:!3", "3:!4,5,6", "4:7|8"), shown(records));
        assertEquals("Record 2 has 1 fields where the header names 2 columns", error(records.get(1)));
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsLineAlone() throws IOException {
        List<RawRecord> records = read("a,b\n1,2\n3,\"4\n5,6\n7,8\n");
        assertEquals(List.of("1:1|2", "2:!3,\"4", "3:5|6", "4:7|8"), shown(records));
        assertEquals("Record 2: field 2 opens with a quote that is never closed", error(records.get(1)));
    }

    @Test
    void textAfterAClosingQuoteCostsItsLineAlone() throws IOException {
        assertEquals(List.of("1:!\"1\"x,2", "2:3|4"), shownOf("a,b\n\"1\"x,2\n3,4\n"));
    }

    @Test
    void anOpenQuoteDoesNotSwallowTheQuotedRecordsBehindIt() throws IOException {
        assertEquals(List.of("1:!1,\"2", "2:3|4", "3:5|6"), shownOf("a,b\n1,\"2\n3,\"4\"\n5,\"6\"\n"));
    }

    @Test
    void aQuoteInsideAnUnquotedFieldIsText() throws IOException {
        assertEquals(List.of("1:5\" pipe|2"), shownOf("a,b\n5\" pipe,2\n"));
    }

    @Test
    void blankLinesAreNoRecords() throws IOException {
        assertEquals(List.of("1:1|2", "2:3|4"), shownOf("\n\na,b\n\n1,2\r\n\r\n3,4\n\n"));
    }

    @Test
    void undecodableBytesCostTheRecordAloneAndNameItsColumn() throws IOException {
        byte[] latin1 = "a,b\n1,2\n3,caf\u00e9\n5,6\n".getBytes(StandardCharsets.ISO_8859_1);
        List<RawRecord> records = parse(csv(UTF_8), AB, new ByteArrayInputStream(latin1));
        assertEquals(List.of("1:1|2", "2:!3,caf\uFFFD", "3:5|6"), shown(records));
        assertEquals("Record 2: column 'b' holds bytes that are no UTF-8", error(records.get(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "ISO-8859-1", "windows-1252", "Shift_JIS", "GB18030"})
    void filesAreReadInTheContractsCharset(String name) throws IOException {
        Charset charset = Charset.forName(name);
        String text = name.contains("JIS") || name.startsWith("GB") ? "\u8868\u793a" : "caf\u00e9";
        byte[] file = ("a,b\n" + text + ",2\n").getBytes(charset);
        assertEquals(List.of("1:" + text + "|2"), shown(parse(csv(charset), AB, new ByteArrayInputStream(file))));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstColumnsName() throws IOException {
        assertEquals(List.of("1:1|2"), shownOf("\uFEFFa,b\n1,2\n"));
    }

    @Test
    void anEmptyFileAndALoneHeaderHaveNoRecords() throws IOException {
        assertEquals(List.of(), shownOf(""));
        assertEquals(List.of(), shownOf("\n"));
        assertEquals(List.of(), shownOf("a,b"));
    }

    @Test
    void aHeaderThatNamesAColumnTwiceMakesTheFileUnreadable() throws IOException {
        List<RawRecord> records = read("a,b,a\n1,2,3\n4,5,6\n");
        assertEquals(1, records.size());
        assertEquals("The header names the column 'a' twice: [a, b, a]", error(records.get(0)));
        assertEquals("a,b,a", raw(records.get(0)));
    }

    @Test
    void aHeaderWithoutAnyColumnOfTheContractMakesTheFileUnreadable() throws IOException {
        List<RawRecord> records = read("a;b\n1;2\n");
        assertEquals(1, records.size());
        assertTrue(error(records.get(0))
                .startsWith("The header names no column of the contract: expected some of a, b, found [a;b]."));
    }

    @Test
    void aUtf16FileUnderAUtf8ContractIsToldSo() throws IOException {
        byte[] file = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16);
        List<RawRecord> records = parse(csv(UTF_8), AB, new ByteArrayInputStream(file));
        assertEquals(
                "The header line is no UTF-8: name the file's charset in the contract's format", error(records.get(0)));
        assertEquals(1, records.size());
    }

    @Test
    void aTornFileKeepsTheRecordsBeforeTheTear() throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 1; i <= 50_000; i++) {
            text.append(i)
                    .append(",\"value\n")
                    .append(Integer.toHexString(i * 7919))
                    .append("\"\n");
        }
        List<RawRecord> records = parse(csv(UTF_8), AB, Parsing.torn(text.toString(), 5000));
        RawRecord last = records.get(records.size() - 1);
        assertTrue(records.size() > 30_000 && records.size() < 50_000, "records: " + records.size());
        assertTrue(error(last).startsWith("The file breaks off: it is cut short or damaged"), error(last));
        for (int i = 0; i < records.size() - 1; i++) {
            assertEquals(
                    (i + 1) + ":" + (i + 1) + "|value\n" + Integer.toHexString((i + 1) * 7919), shown(records.get(i)));
        }
        assertEquals(records.size(), last.number());
        assertNull(last.texts()[0]);
    }

    @Test
    void aFileTornBehindItsLastRecordIsStillSaidToBeTorn() throws IOException {
        List<RawRecord> records = parse(csv(UTF_8), AB, Parsing.torn("a,b\n1,2\n3,4\n", 4));
        assertEquals(List.of("1:1|2", "2:3|4", "3:!null"), shown(records));
    }

    @Test
    void aRecordLongerThanTheLimitIsUnreadableAndTheNextIsRead() throws IOException {
        String text = "1,\"" + "x".repeat(500) + "\n3,4\n";
        CsvTokens tokens = new CsvTokens(new java.io.StringReader(text), ',', '"', () -> false, 100);
        assertTrue(tokens.advance());
        assertEquals("field 2 opens with a quote that is never closed", tokens.fault());
    }

    @Test
    void recordsOfAnyLengthSurviveTheBuffersEdges() throws IOException {
        for (int length = 16_370; length < 16_400; length++) {
            String field = "y".repeat(length);
            assertEquals(
                    List.of("1:" + field + "|2", "2:\"|\r\n", "3:5|6"),
                    shownOf("a,b\r\n" + field + ",2\r\n\"\"\"\",\"\r\n\"\r\n5,6\r\n"));
        }
    }
}
