package org.boathouse.spark.bronze;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;

/**
 * JSON objects one after the other, usually one a line: a broken one costs only itself. An object that is not complete
 * at its line's end goes on until a line that begins with a brace; so objects over several lines are read too.
 */
final class JsonLineRecords implements RecordSource {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int RECORD_BYTES_MAX = 1 << 26;

    private final RecordColumns columns;
    private final JsonShape.Node shape;
    private final JsonInput input;
    private final Queue<RawRecord> ready = new ArrayDeque<>();

    private final byte[] chunk = new byte[1 << 16];
    private int position;
    private int limit;
    private long line;
    private byte[] ahead;
    private long number;
    private boolean ended;

    JsonLineRecords(RecordColumns columns, JsonInput input) throws IOException {
        this.columns = columns;
        this.shape = JsonShape.of(columns);
        this.input = input;
        this.ahead = readLine();
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        while (ready.isEmpty() && !ended) {
            if (ahead != null) {
                readRecords();
            } else {
                ended = true;
                input.tear().ifPresent(tear -> unreadable(tear, null));
            }
        }
        return Optional.ofNullable(ready.poll());
    }

    private void readRecords() throws IOException {
        byte[] text = takeLine();
        long firstLine = line;
        if (isBlank(text)) {
            return;
        }
        boolean complete = parse(text, firstLine, !isLast());
        if (!complete) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(text);
            while (ahead != null && ahead.length > 0 && !startsWith(ahead, '{') && whole.size() < RECORD_BYTES_MAX) {
                boolean closes = startsWith(ahead, '}');
                whole.write('\n');
                whole.writeBytes(takeLine());
                if (closes) {
                    break;
                }
            }
            parse(whole.toByteArray(), firstLine, false);
        }
    }

    /**
     * Puts the records of a text into the queue.
     *
     * @param mayGoOn whether an object that is not complete may go on in the next line
     * @return false where it is not complete: then nothing of the text was taken
     */
    private boolean parse(byte[] text, long firstLine, boolean mayGoOn) throws IOException {
        int before = ready.size();
        long numberBefore = number;
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    ready.add(JsonRecord.read(number + 1, parser, shape, columns));
                    number++;
                } else {
                    String value = JsonRecord.text(parser);
                    unreadable("Record %d, in line %d, is no object".formatted(number + 1, firstLine), value);
                }
            }
        } catch (JsonEOFException incomplete) {
            if (mayGoOn && ready.size() == before) {
                number = numberBefore;
                return false;
            }
            broken(incomplete, text, firstLine);
        } catch (JsonProcessingException broken) {
            broken(broken, text, firstLine);
        }
        return true;
    }

    private void broken(JsonProcessingException e, byte[] text, long firstLine) {
        String error = ahead == null && input.tear().isPresent()
                ? input.tear().get()
                : "Record %d is no JSON, line %d, column %d: %s"
                        .formatted(
                                number + 1,
                                firstLine + e.getLocation().getLineNr() - 1,
                                e.getLocation().getColumnNr(),
                                e.getOriginalMessage());
        unreadable(error, new String(text, StandardCharsets.UTF_8));
        ended = ahead == null;
    }

    private void unreadable(String error, String raw) {
        ready.add(RawRecord.unreadable(++number, columns.count(), error, raw));
    }

    private boolean isLast() {
        return ahead == null;
    }

    private byte[] takeLine() throws IOException {
        byte[] taken = ahead;
        line++;
        ahead = readLine();
        return taken;
    }

    private byte[] readLine() throws IOException {
        ByteArrayOutputStream pieces = null;
        while (position < limit || fill()) {
            int end = position;
            while (end < limit && chunk[end] != '\n') {
                end++;
            }
            boolean ends = end < limit;
            int start = position;
            position = ends ? end + 1 : end;
            if (ends && pieces == null) {
                return Arrays.copyOfRange(chunk, start, end);
            }
            pieces = pieces == null ? new ByteArrayOutputStream() : pieces;
            pieces.write(chunk, start, end - start);
            if (ends || pieces.size() >= RECORD_BYTES_MAX) {
                return pieces.toByteArray();
            }
        }
        return pieces == null ? null : pieces.toByteArray();
    }

    private boolean fill() throws IOException {
        limit = Math.max(0, input.bytes().read(chunk));
        position = 0;
        return limit > 0;
    }

    private static boolean startsWith(byte[] text, char c) {
        return text.length > 0 && text[0] == c;
    }

    private static boolean isBlank(byte[] text) {
        for (byte b : text) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
