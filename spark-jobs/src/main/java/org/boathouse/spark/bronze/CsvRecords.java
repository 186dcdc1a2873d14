package org.boathouse.spark.bronze;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.boathouse.contract.product.FileFormat;

/** The records of one delimited file, columns matched by its header line. */
final class CsvRecords implements RecordSource {
    /** Stands for bytes that are no text in the charset: a code point that is no character, and that no text may hold. */
    private static final char UNDECODABLE = '\uFFFF';

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final RecordColumns columns;
    private final Charset charset;
    private final Set<String> nullValues;
    private final TornStream bytes;
    private final CsvTokens tokens;

    private long number;
    private boolean ended;
    private List<String> header;
    /** For each field of the header the columns read from it. */
    private final List<List<Integer>> targets = new ArrayList<>();

    CsvRecords(FileFormat.Csv format, RecordColumns columns, TornStream bytes) throws IOException {
        this.columns = columns;
        this.charset = format.charset();
        this.nullValues = Set.copyOf(format.nullValues());
        this.bytes = bytes;
        this.tokens = new CsvTokens(text(bytes, charset), format.delimiter(), format.quote(), () -> bytes.tear()
                .isPresent());
    }

    private static Reader text(TornStream bytes, Charset charset) throws IOException {
        PushbackReader reader = new PushbackReader(new InputStreamReader(
                bytes,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .replaceWith(String.valueOf(UNDECODABLE))));
        int first = reader.read();
        if (first >= 0 && first != BYTE_ORDER_MARK) {
            reader.unread(first);
        }
        return reader;
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        if (header == null) {
            Optional<String> fault = readHeader();
            if (fault.isPresent()) {
                ended = true;
                return Optional.of(unreadable(fault.get(), header == null ? null : tokens.raw()));
            }
        }
        if (ended || !tokens.advance()) {
            ended = true;
            return bytes.tear().map(tear -> unreadable(tear, null));
        }
        if (!tokens.terminated() && bytes.tear().isPresent()) {
            ended = true;
            return bytes.tear().map(tear -> unreadable(tear, tokens.raw()));
        }
        return Optional.of(record());
    }

    /** Why the file cannot be read at all, if so. */
    private Optional<String> readHeader() throws IOException {
        if (!tokens.advance()) {
            ended = true;
            return Optional.empty();
        }
        header = new ArrayList<>();
        if (!tokens.terminated() && bytes.tear().isPresent()) {
            return bytes.tear();
        }
        if (tokens.fault() != null) {
            return Optional.of("The header line " + tokens.fault());
        }
        if (isUndecodable(tokens.raw())) {
            return Optional.of(
                    "The header line is no %s: name the file's charset in the contract's format".formatted(charset));
        }
        for (String field : tokens.fields()) {
            header.add(field == null || field.isBlank() ? "column " + (header.size() + 1) : field.strip());
        }
        for (String name : header) {
            targets.add(columns.named(name));
        }
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!seen.add(name)) {
                return Optional.of("The header names the column '%s' twice: %s".formatted(name, header));
            }
        }
        if (targets.stream().allMatch(Collection::isEmpty)) {
            return Optional.of("The header names no column of the contract: expected some of %s, found %s. Is there a"
                            .formatted(columns, header)
                    + " header line, and is the delimiter the contract's?");
        }
        return Optional.empty();
    }

    private RawRecord record() {
        if (tokens.fault() != null) {
            return unreadable("Record %d: %s".formatted(number + 1, tokens.fault()), tokens.raw());
        }
        List<String> fields = tokens.fields();
        if (fields.size() != header.size()) {
            return unreadable(
                    "Record %d has %d fields where the header names %d columns"
                            .formatted(number + 1, fields.size(), header.size()),
                    tokens.raw());
        }
        String[] texts = new String[columns.count()];
        Map<String, String> rescued = Map.of();
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            if (field == null || nullValues.contains(field)) {
                continue;
            }
            if (isUndecodable(field)) {
                return unreadable(
                        "Record %d: column '%s' holds bytes that are no %s"
                                .formatted(number + 1, header.get(i), charset),
                        tokens.raw());
            }
            for (int column : targets.get(i)) {
                texts[column] = field;
            }
            if (targets.get(i).isEmpty()) {
                rescued = rescued.isEmpty() ? new HashMap<>() : rescued;
                rescued.put(columns.rescueKey(header.get(i)), field);
            }
        }
        return new RawRecord(++number, texts, rescued);
    }

    private static boolean isUndecodable(String text) {
        return text.indexOf(UNDECODABLE) >= 0;
    }

    private RawRecord unreadable(String error, String raw) {
        // Shown as every program shows bytes that it cannot read.
        String shown = raw == null ? null : raw.replace(UNDECODABLE, '\uFFFD');
        return RawRecord.unreadable(++number, columns.count(), error, shown);
    }
}
