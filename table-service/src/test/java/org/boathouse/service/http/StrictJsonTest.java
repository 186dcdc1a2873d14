package org.boathouse.service.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"x\"",
                "[]",
                "{",
                "{}}",
                "{} {}",
                "{}x",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":1}",
                "{\"x\":{\"a\":1,\"\\u0061\":2}}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\u0000\"}",
                "{\"a\":[\"\\udc00\\ud800\"]}",
                "{\"\\ud800\":1}",
                "{\"a\":\"\n\"}",
                "/* c */{}",
                "\uFEFF{}"
            })
    void whatIsNoSingleJsonObjectIsNotRead(String json) {
        assertThrows(IOException.class, () -> read(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void bytesThatAreNoUtf8AreNotRead() {
        for (String malformed : new String[] {"\u00ff", "\u00c0\u00ae", "\u00ed\u00a0\u0080"}) {
            assertThrows(
                    IOException.class,
                    () -> read(("{\"a\":\"" + malformed + "\"}").getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    @Test
    void depthAndNumbersAreBounded() {
        assertThrows(IOException.class, () -> read(deep(501)));
        assertThrows(
                IOException.class, () -> read(("{\"a\":" + "9".repeat(101) + "}").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anythingElseIsRead() throws IOException {
        assertEquals("😀", read("{\"a\":\"\\ud83d\\ude00\"} \n").path("a").asText());
        assertEquals(
                3,
                read("{\"a\":{\"k\":1},\"b\":{\"k\":3}}".getBytes(StandardCharsets.UTF_8))
                        .path("b")
                        .path("k")
                        .asInt());
        read(deep(499));
        read(("{\"a\":\"" + "x".repeat(30 << 20) + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] deep(int levels) {
        return ("{\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode read(String json) throws IOException {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode read(byte[] json) throws IOException {
        return StrictJson.readObject(StrictJson.mapper(), json, JsonNode.class);
    }
}
