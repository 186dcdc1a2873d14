package org.boathouse.ingestion.landing;

import java.net.URLConnection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Guesses media types from file names: the data formats that Java's own table lacks, then that table. */
final class MediaTypes {
    static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> DATA = Map.ofEntries(
            Map.entry("csv", "text/csv"),
            Map.entry("tsv", "text/tab-separated-values"),
            Map.entry("txt", "text/plain"),
            Map.entry("json", "application/json"),
            Map.entry("geojson", "application/geo+json"),
            Map.entry("jsonl", "application/x-ndjson"),
            Map.entry("ndjson", "application/x-ndjson"),
            Map.entry("xml", "application/xml"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("yml", "application/yaml"),
            Map.entry("parquet", "application/vnd.apache.parquet"),
            Map.entry("avro", "application/vnd.apache.avro"),
            Map.entry("orc", "application/vnd.apache.orc"),
            Map.entry("gz", "application/gzip"),
            Map.entry("bz2", "application/x-bzip2"),
            Map.entry("zst", "application/zstd"),
            Map.entry("xz", "application/x-xz"),
            Map.entry("zip", "application/zip"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"));

    private MediaTypes() {}

    static Optional<String> of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        String known = DATA.get(name.substring(name.lastIndexOf('.') + 1));
        return Optional.ofNullable(known != null ? known : URLConnection.guessContentTypeFromName(name));
    }
}
