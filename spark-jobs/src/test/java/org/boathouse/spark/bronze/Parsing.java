package org.boathouse.spark.bronze;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.odcs.Column;
import org.boathouse.contract.product.FileFormat;
import org.boathouse.contract.product.ProvenanceColumns;

/** Shared by the parsers' tests: columns and files in a line. */
final class Parsing {
    private Parsing() {}

    static FileFormat.Csv csv(Charset charset, String... nullValues) {
        return new FileFormat.Csv(',', '"', charset, List.of(nullValues));
    }

    static FileFormat.Json json(String records) {
        return new FileFormat.Json(Optional.ofNullable(records));
    }

    static Column column(String name, String source, Type type) {
        return column(name, source, type, null);
    }

    static Column column(String name, String source, Type type, String format) {
        return column(name, source, type, format, ZoneOffset.UTC);
    }

    static Column column(String name, String source, Type type, String format, ZoneId timezone) {
        return new Column(
                Optional.empty(),
                name,
                source,
                type,
                false,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(format),
                timezone);
    }

    /** String columns, each named as its source. */
    static List<Column> strings(String... sources) {
        List<Column> columns = new ArrayList<>();
        for (String source : sources) {
            columns.add(column(source, source, Types.StringType.get()));
        }
        return columns;
    }

    static List<RawRecord> parse(FileFormat format, List<Column> columns, String text) throws IOException {
        return parse(format, columns, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    static List<RawRecord> parse(FileFormat format, List<Column> columns, InputStream file) throws IOException {
        RecordSource records = RecordFormat.of(format).records(new TornStream(file), new RecordColumns(columns));
        List<RawRecord> all = new ArrayList<>();
        for (Optional<RawRecord> next = records.next(); next.isPresent(); next = records.next()) {
            all.add(next.get());
        }
        return all;
    }

    /** A gzip of the text, cut off so many bytes before its end. */
    static InputStream torn(String text, int bytesMissing) throws IOException {
        byte[] whole = gzip(text);
        return new GZIPInputStream(new ByteArrayInputStream(whole, 0, whole.length - bytesMissing));
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    static String error(RawRecord record) {
        return record.rescued().get(ProvenanceColumns.RESCUED_ERROR);
    }

    static String raw(RawRecord record) {
        return record.rescued().get(ProvenanceColumns.RESCUED_RECORD);
    }

    /** A record's texts, or what is wrong with it. */
    static String shown(RawRecord record) {
        return record.number() + ":" + (error(record) == null ? String.join("|", record.texts()) : "!" + raw(record));
    }

    static List<String> shown(List<RawRecord> records) {
        return records.stream().map(Parsing::shown).toList();
    }
}
