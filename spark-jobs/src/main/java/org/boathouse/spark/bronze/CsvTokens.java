package org.boathouse.spark.bronze;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Cuts delimited text (RFC 4180) into records and fields, holding one record at a time. Written by hand because a
 * malformed record must cost itself alone, and be shown as it stands: the libraries either throw and cannot go on
 * (FastCSV, Commons CSV) or swallow the fault (univocity).
 *
 * <p>Where quoting goes wrong, only the record's first line is given up: an opening quote that is never closed does not
 * take the rest of the file with it. Blank lines are no records. A quote inside an unquoted field is text.
 */
final class CsvTokens {
    private static final int RECORD_CHARS_MAX = 1 << 24;

    private final Reader in;
    private final char delimiter;
    private final char quote;
    private final BooleanSupplier torn;
    private final int recordCharsMax;

    private char[] buffer = new char[1 << 14];
    /** Where the record begins in the buffer; every other position is counted from here. */
    private int begin;

    private int end;
    private int next;
    private int length;
    private boolean terminated;
    private String fault;
    private final List<String> fields = new ArrayList<>();

    /** @param torn whether the text, read to its end, broke off there: then an open quote means no more than that */
    CsvTokens(Reader in, char delimiter, char quote, BooleanSupplier torn) {
        this(in, delimiter, quote, torn, RECORD_CHARS_MAX);
    }

    CsvTokens(Reader in, char delimiter, char quote, BooleanSupplier torn, int recordCharsMax) {
        this.in = in;
        this.delimiter = delimiter;
        this.quote = quote;
        this.torn = torn;
        this.recordCharsMax = recordCharsMax;
    }

    /** The fields of the record: null for an empty unquoted one, "" for an empty quoted one. Empty where {@link #fault} is set. */
    List<String> fields() {
        return fields;
    }

    /** Why the record cannot be cut into fields; null where it can. */
    String fault() {
        return fault;
    }

    /** The record as it stands, without its line end. */
    String raw() {
        return new String(buffer, begin, length);
    }

    /** Whether the record has its line end: the last of a file need not. */
    boolean terminated() {
        return terminated;
    }

    /** Goes to the next record; false where there is none. */
    boolean advance() throws IOException {
        begin += next;
        next = 0;
        fields.clear();
        fault = null;
        while (isLineEnd(at(0))) {
            begin++;
        }
        if (at(0) < 0) {
            return false;
        }
        cut();
        return true;
    }

    private void cut() throws IOException {
        int i = 0;
        while (true) {
            i = at(i) == quote ? quoted(i + 1) : unquoted(i);
            if (fault != null) {
                endRecord(i > 0 ? i : firstLineEnd());
                return;
            }
            if (at(i) != delimiter) {
                endRecord(i);
                return;
            }
            i++;
        }
    }

    private int unquoted(int start) throws IOException {
        int i = start;
        int c = at(i);
        while (c >= 0 && c != delimiter && !isLineEnd(c)) {
            if (i >= recordCharsMax) {
                return fail("is longer than %d characters".formatted(recordCharsMax));
            }
            c = at(++i);
        }
        fields.add(i == start ? null : new String(buffer, begin + start, i - start));
        return i;
    }

    private int quoted(int start) throws IOException {
        StringBuilder unescaped = null;
        int piece = start;
        for (int i = start; ; i++) {
            int c = at(i);
            if (c < 0 && torn.getAsBoolean()) {
                fail("breaks off inside a quoted field");
                return i;
            }
            if (c < 0 || i >= recordCharsMax) {
                return fail("field %d opens with a quote that is never closed".formatted(fields.size() + 1));
            }
            if (c != quote) {
                continue;
            }
            if (at(i + 1) == quote) {
                unescaped = unescaped == null ? new StringBuilder() : unescaped;
                unescaped.append(buffer, begin + piece, i + 1 - piece);
                piece = i + 2;
                i++;
                continue;
            }
            int after = at(i + 1);
            if (after >= 0 && after != delimiter && !isLineEnd(after)) {
                return fail("field %d goes on after its closing quote".formatted(fields.size() + 1));
            }
            String last = new String(buffer, begin + piece, i - piece);
            fields.add(unescaped == null ? last : unescaped.append(last).toString());
            return i + 1;
        }
    }

    private int fail(String why) {
        fault = why;
        fields.clear();
        return 0;
    }

    private int firstLineEnd() throws IOException {
        int i = 0;
        int c = at(0);
        while (c >= 0 && !isLineEnd(c) && i < recordCharsMax) {
            c = at(++i);
        }
        return i;
    }

    private void endRecord(int i) throws IOException {
        length = i;
        terminated = isLineEnd(at(i));
        next = terminated ? i + 1 : i;
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r';
    }

    /** The character so far into the record, -1 past the file's end. */
    private int at(int i) throws IOException {
        while (begin + i >= end) {
            if (!fill()) {
                return -1;
            }
        }
        return buffer[begin + i];
    }

    private boolean fill() throws IOException {
        if (end == buffer.length) {
            char[] target = begin == 0 ? new char[buffer.length * 2] : buffer;
            System.arraycopy(buffer, begin, target, 0, end - begin);
            end -= begin;
            begin = 0;
            buffer = target;
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            return false;
        }
        end += count;
        return true;
    }
}
