package org.boathouse.spark.bronze;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.product.FileFormat;

/** How the records of a file are told apart: a contract's {@link FileFormat}, fit to travel to the executors. */
sealed interface RecordFormat extends Serializable {

    /** The records of one file, which is open and decompressed. */
    RecordSource records(TornStream bytes, RecordColumns columns) throws IOException;

    static RecordFormat of(FileFormat format) {
        if (format instanceof FileFormat.Csv csv) {
            return new Csv(
                    csv.delimiter(),
                    csv.quote(),
                    csv.charset().name(),
                    csv.nullValues().toArray(String[]::new));
        }
        return new Json(((FileFormat.Json) format).records().orElse(""));
    }

    /** Delimited text with a header line. */
    record Csv(char delimiter, char quote, String charset, String[] nullValues) implements RecordFormat {
        @Override
        public RecordSource records(TornStream bytes, RecordColumns columns) throws IOException {
            FileFormat.Csv format = new FileFormat.Csv(delimiter, quote, Charset.forName(charset), List.of(nullValues));
            return new CsvRecords(format, columns, bytes);
        }
    }

    /**
     * JSON.
     *
     * @param records dotted path to the array of records in a document; empty where there is none
     */
    record Json(String records) implements RecordFormat {
        @Override
        public RecordSource records(TornStream bytes, RecordColumns columns) throws IOException {
            JsonInput input = new JsonInput(bytes);
            List<String> path = records.isEmpty() ? List.of() : List.of(records.split("\\."));
            int first = input.first();
            if (first == '[' || (first == '{' && !path.isEmpty())) {
                return new JsonDocumentRecords(path, columns, input);
            }
            if (first == '{') {
                return new JsonLineRecords(columns, input);
            }
            if (first < 0) {
                return once(input.tear().map(tear -> RawRecord.unreadable(1, columns.count(), tear, null)));
            }
            String found = first > ' ' && first < 0x7f ? "'" + (char) first + "'" : "byte 0x%02x".formatted(first);
            return once(Optional.of(RawRecord.unreadable(
                    1,
                    columns.count(),
                    "The file is no JSON: expected [ or { as its first character (line %d, column %d), found %s"
                            .formatted(input.line(), input.column(), found),
                    null)));
        }

        private static RecordSource once(Optional<RawRecord> only) {
            return new RecordSource() {
                private Optional<RawRecord> left = only;

                @Override
                public Optional<RawRecord> next() {
                    Optional<RawRecord> record = left;
                    left = Optional.empty();
                    return record;
                }
            };
        }
    }
}
