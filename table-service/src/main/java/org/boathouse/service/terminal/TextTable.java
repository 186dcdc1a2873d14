package org.boathouse.service.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Rows in aligned columns. Widths follow from the first rows, so that a result of any length passes through; where a
 * terminal is narrower, the widest columns give way first.
 */
public final class TextTable {
    /** What stands for a null: no text that data commonly holds. */
    public static final String NULL = "<null>";

    private static final int ROWS_MEASURED = 1_000;
    private static final int COLUMN_WIDTH_MIN = 8;
    private static final String GAP = "  ";

    /** @param right whether it is aligned to the right, as numbers are */
    public record Column(String title, boolean right) {}

    private final List<Column> columns;
    private final PrintWriter out;
    private final OptionalInt widthMax;
    private final List<List<String>> measured = new ArrayList<>();
    private int[] widths;

    /** @param widthMax of a line; as wide as the data is where there is none */
    public TextTable(List<Column> columns, PrintWriter out, OptionalInt widthMax) {
        this.columns = List.copyOf(columns);
        this.out = out;
        this.widthMax = widthMax;
    }

    /** @param cells one per column, null for null */
    public void row(List<String> cells) {
        List<String> shown = cells.stream()
                .map(cell -> cell == null ? NULL : DisplayText.printable(cell))
                .toList();
        if (widths != null) {
            print(shown);
            return;
        }
        measured.add(shown);
        if (measured.size() == ROWS_MEASURED) {
            begin();
        }
    }

    /** Prints what is not printed yet; without rows, the titles. */
    public void end() {
        if (widths == null) {
            begin();
        }
        out.flush();
    }

    private void begin() {
        List<String> titles =
                columns.stream().map(c -> DisplayText.printable(c.title())).toList();
        widths = IntStream.range(0, columns.size())
                .map(i -> Math.max(
                        DisplayText.width(titles.get(i)),
                        measured.stream()
                                .mapToInt(row -> DisplayText.width(row.get(i)))
                                .max()
                                .orElse(0)))
                .toArray();
        fit();
        print(titles);
        print(Arrays.stream(widths).mapToObj("-"::repeat).toList());
        measured.forEach(this::print);
        measured.clear();
    }

    private void fit() {
        int room = widthMax.orElse(Integer.MAX_VALUE) - GAP.length() * (widths.length - 1);
        int cap = Arrays.stream(widths).max().orElse(0);
        while (cap > COLUMN_WIDTH_MIN && total(cap) > room) {
            cap--;
        }
        int widest = cap;
        widths = Arrays.stream(widths).map(width -> Math.min(width, widest)).toArray();
    }

    private long total(int cap) {
        return Arrays.stream(widths).mapToLong(width -> Math.min(width, cap)).sum();
    }

    private void print(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            boolean last = i == widths.length - 1;
            // Without a terminal a row that was not measured may be wider than the column: it is never cut.
            String text = widthMax.isPresent() ? DisplayText.fitted(cells.get(i), widths[i]) : cells.get(i);
            String padding = " ".repeat(Math.max(0, widths[i] - DisplayText.width(text)));
            line.append(columns.get(i).right() ? padding + text : last ? text : text + padding);
            line.append(last ? "" : GAP);
        }
        out.println(line);
    }
}
