package org.boathouse.service.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private static final List<TextTable.Column> COLUMNS =
            List.of(new TextTable.Column("name", false), new TextTable.Column("n", true));

    private static String shown(OptionalInt widthMax, List<List<String>> rows) {
        StringWriter text = new StringWriter();
        TextTable table = new TextTable(COLUMNS, new PrintWriter(text), widthMax);
        rows.forEach(table::row);
        table.end();
        return text.toString();
    }

    @Test
    void textIsAlignedLeftAndNumbersRight() {
        assertEquals("""
                name   n
                ----  --
                a      1
                bcd   23
                """, shown(OptionalInt.empty(), List.of(List.of("a", "1"), List.of("bcd", "23"))));
    }

    @Test
    void aNullIsNoEmptyText() {
        assertEquals("""
                name         n
                ------  ------
                <null>  <null>
                             1
                """, shown(OptionalInt.empty(), List.of(Arrays.asList(null, null), List.of("", "1"))));
    }

    @Test
    void withoutRowsTheTitlesStand() {
        assertEquals("name  n\n----  -\n", shown(OptionalInt.empty(), List.of()));
    }

    @Test
    void theWidestColumnGivesWayToANarrowTerminal() {
        assertEquals("""
                name           n
                ---------  -----
                abcdefgh…  12345
                """, shown(OptionalInt.of(16), List.of(List.of("abcdefghijklmnop", "12345"))));
    }

    @Test
    void nothingIsCutWhereNobodyLooks() {
        String wide = "x".repeat(5_000);
        assertTrue(shown(OptionalInt.empty(), List.of(List.of(wide, "1"))).contains(wide));
    }

    @Test
    void rowsBeyondTheMeasuredOnesComeToo() {
        List<List<String>> rows = Stream.iterate(0, i -> i + 1)
                .limit(2_500)
                .map(i -> List.of("r" + i, Integer.toString(i)))
                .toList();
        String text = shown(OptionalInt.empty(), rows);
        assertEquals(2_502, text.lines().count());
        assertTrue(text.contains("r2499"));
    }

    @Test
    void dataCannotSteerTheTerminal() {
        String text = shown(OptionalInt.empty(), List.of(List.of("\u001b[31mred\r\n\u009b\u202e", "1")));
        assertTrue(text.contains("\\u001b[31mred\\r\\n\\u009b\\u202e"), text);
        assertEquals(3, text.lines().count());
    }

    @Test
    void wideLettersTakeTwoPlacesAndMarksNone() {
        assertEquals(4, DisplayText.width("日本"));
        assertEquals(2, DisplayText.width("🚣"));
        assertEquals(1, DisplayText.width("e\u0301"));
        assertEquals("日…", DisplayText.fitted("日本語", 4));
    }
}
