package org.boathouse.spark.bronze;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A JSON file's bytes, with a look at the first of them. */
final class JsonInput {
    private final TornStream torn;
    private final BufferedInputStream bytes;
    private final int first;
    private int line = 1;
    private int column = 1;

    JsonInput(TornStream torn) throws IOException {
        this.torn = torn;
        this.bytes = new BufferedInputStream(torn, 1 << 16);
        this.first = skipToText();
    }

    InputStream bytes() {
        return bytes;
    }

    /** The first byte that is neither white space nor byte order mark, not yet read; -1 in a file that has none. */
    int first() {
        return first;
    }

    /** 1-based line of {@link #first}. */
    int line() {
        return line;
    }

    /** 1-based column of {@link #first}. */
    int column() {
        return column;
    }

    Optional<String> tear() {
        return torn.tear();
    }

    private int skipToText() throws IOException {
        skipByteOrderMark();
        while (true) {
            bytes.mark(1);
            int next = bytes.read();
            if (next != ' ' && next != '\t' && next != '\n' && next != '\r') {
                if (next >= 0) {
                    bytes.reset();
                }
                return next;
            }
            line += next == '\n' ? 1 : 0;
            column = next == '\n' ? 1 : column + 1;
        }
    }

    private void skipByteOrderMark() throws IOException {
        bytes.mark(3);
        if (bytes.read() != 0xEF || bytes.read() != 0xBB || bytes.read() != 0xBF) {
            bytes.reset();
        }
    }
}
