package org.boathouse.service.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.boathouse.service.state.AsOf;

/** An engine over a {@link TestLake}, and short ways to ask it. */
public final class TestEngine implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();

    final QueryEngine engine;
    final TableSource lake;

    public TestEngine(Path dir, TableSource lake) {
        this(settings(dir), lake);
    }

    TestEngine(QuerySettings settings, TableSource lake) {
        this.lake = lake;
        engine = new QueryEngine(settings, lake);
    }

    static QuerySettings settings(Path dir) {
        return new QuerySettings(
                dir, 1L << 30, 1L << 29, 2, 4, Duration.ofSeconds(1), Duration.ofSeconds(20), 100_000, 1L << 26);
    }

    String ask(String sql, String asOf, ResultFormat format) {
        AsOf point = asOf == null ? new AsOf.Latest() : AsOf.parse(asOf, Instant.now());
        try (DuckConnection duck = engine.connect();
                QueryResult result = engine.run(new SqlRequest(sql, point, format), duck)) {
            return Files.readString(result.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode json(String sql) {
        return json(sql, null);
    }

    public JsonNode json(String sql, String asOf) {
        try {
            return JSON.readTree(ask(sql, asOf, ResultFormat.JSON));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows, each as its JSON. */
    public List<String> rows(String sql) {
        return rows(sql, null);
    }

    List<String> rows(String sql, String asOf) {
        return StreamSupport.stream(json(sql, asOf).path("rows").spliterator(), false)
                .map(JsonNode::toString)
                .toList();
    }

    @Override
    public void close() {
        engine.close();
    }
}
