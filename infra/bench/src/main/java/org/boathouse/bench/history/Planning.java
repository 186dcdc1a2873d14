package org.boathouse.bench.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.boathouse.bench.Figure;
import org.boathouse.bench.catalog.Wire;

/** Planning a scan, and SQL at points of a history: what it takes must not follow from how long the history is. */
final class Planning {
    private static final int SNAPSHOTS_AT_FULL_SCALE = 10_000;
    private static final int FEW = 10;
    private static final int LIVE_FILES = 10;
    private static final double MOST = 1.5;
    private static final int PLANS = 300;
    private static final int QUERIES = 100;
    private static final JsonMapper JSON = new JsonMapper();

    private final HistoryLab lab;
    private final Consumer<Figure> figures;
    private final double scale;

    Planning(HistoryLab lab, Consumer<Figure> figures, double scale) {
        this.lab = lab;
        this.figures = figures;
        this.scale = scale;
    }

    void run() throws IOException {
        int many = Math.max(2 * FEW, (int) (SNAPSHOTS_AT_FULL_SCALE * scale));
        LongTables tables = new LongTables(lab);
        LongTables.Made longer = tables.withSnapshots("longer", many, LIVE_FILES);
        LongTables.Made shorter = tables.withSnapshots("shorter", FEW, LIVE_FILES);
        String beside = ".%d.snapshots.vs.%d".formatted(many, FEW);
        try (Wire wire = lab.wire()) {
            plans(longer, shorter, wire).compare("plan" + beside, rounds(PLANS), MOST, figures);
            Map<String, Function<LongTables.Made, String>> points = new LinkedHashMap<>();
            points.put("", made -> null);
            points.put(".as-of.snapshot", made -> Long.toString(made.middleId()));
            points.put(".as-of.time", made -> Instant.ofEpochMilli(made.middleMillis())
                    .toString());
            points.put(".as-of.tag", made -> LongTables.TAG);
            for (Map.Entry<String, Function<LongTables.Made, String>> point : points.entrySet()) {
                queries(longer, shorter, point.getValue(), wire)
                        .compare("sql" + point.getKey() + beside, rounds(QUERIES), MOST, figures);
            }
        }
    }

    private int rounds(int atFullScale) {
        return Math.max(4, (int) (atFullScale * Math.min(1, 2 * scale)));
    }

    private Pair plans(LongTables.Made longer, LongTables.Made shorter, Wire wire) throws IOException {
        for (LongTables.Made made : new LongTables.Made[] {longer, shorter}) {
            JsonNode plan = JSON.readTree(lab.ask(HistoryLab.path(made.name()) + "/plan", Map.of()));
            if (plan.path("file-scan-tasks").size() != LIVE_FILES) {
                throw new IOException("The plan of %s is not of its %d files: %s".formatted(made, LIVE_FILES, plan));
            }
        }
        return new Pair(
                        Pair.Work.whole(() -> wire.post(HistoryLab.path(longer.name()) + "/plan", "{}")),
                        Pair.Work.whole(() -> wire.post(HistoryLab.path(shorter.name()) + "/plan", "{}")))
                .warm(rounds(PLANS));
    }

    /** No row is read: the time goes into finding the point, planning, and the columns. */
    private Pair queries(
            LongTables.Made longer, LongTables.Made shorter, Function<LongTables.Made, String> point, Wire wire)
            throws IOException {
        return new Pair(query(longer, point, wire), query(shorter, point, wire)).warm(rounds(QUERIES) / 2);
    }

    private Pair.Work query(LongTables.Made made, Function<LongTables.Made, String> point, Wire wire)
            throws IOException {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("sql", "SELECT * FROM " + made.name() + " LIMIT 0");
        request.put("format", "json");
        if (point.apply(made) != null) {
            request.put("asOf", point.apply(made));
        }
        JsonNode columns = JSON.readTree(lab.ask("/api/v1/sql", request)).path("columns");
        if (columns.size() != LongTables.SCHEMA.columns().size()) {
            throw new IOException("SQL sees other columns of %s: %s".formatted(made, columns));
        }
        String json = JSON.writeValueAsString(request);
        return Pair.Work.whole(() -> wire.post("/api/v1/sql", json));
    }
}
