package org.boathouse.service.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
    @Test
    void valuesComeAsTheTypesThatAreAskedFor() {
        JsonObject request =
                read("{\"text\":\"x\",\"flag\":true,\"number\":7,\"texts\":[\"a\",\"b\"],\"nothing\":null}");
        assertEquals(Optional.of("x"), request.text("text"));
        assertEquals(Optional.of(true), request.flag("flag"));
        assertEquals(Optional.of(7), request.number("number", 1, 10));
        assertEquals(Optional.of("7"), request.textOrNumber("number"));
        assertEquals(List.of("a", "b"), request.texts("texts", 2, "letters"));
        assertEquals(Optional.empty(), request.text("nothing"));
        assertEquals(Optional.empty(), request.flag("objects"));
        refused("flag: expected true or false", "{\"flag\":null}", other -> other.flag("flag"));
    }

    @Test
    void aSnapshotIdMayHaveAllItsBits() {
        assertEquals(
                Optional.of(9_223_372_036_854_775_807L),
                read("{\"number\":9223372036854775807}").snapshotId("number"));
        refused(
                "number: expected a snapshot id",
                "{\"number\":9223372036854775808}",
                other -> other.snapshotId("number"));
        refused("number: expected a snapshot id", "{\"number\":1.5}", other -> other.snapshotId("number"));
        refused("number: expected a snapshot id", "{\"number\":null}", other -> other.snapshotId("number"));
        assertEquals(Optional.empty(), read("{}").snapshotId("number"));
    }

    @Test
    void aKeyIsThereUnlessItIsNull() {
        assertTrue(read("{\"flag\":false}").has("flag"));
        assertFalse(read("{\"flag\":null}").has("flag"));
        assertFalse(read("{}").has("flag"));
    }

    @Test
    void aValueOfAnotherTypeIsNamedWithWhatWasExpected() {
        refused("text: expected a string", "{\"text\":1}", request -> request.text("text"));
        refused("flag: expected true or false", "{\"flag\":\"true\"}", request -> request.flag("flag"));
        refused(
                "number: expected a number from 1 to 10",
                "{\"number\":11}",
                request -> request.number("number", 1, 10));
        refused("number: expected a number", "{\"number\":1.5}", request -> request.number("number", 1, 10));
        refused(
                "texts: expected a list of at most 1 letters",
                "{\"texts\":[\"a\",\"b\"]}",
                request -> request.texts("texts", 1, "letters"));
        refused(
                "texts[1]: expected a string",
                "{\"texts\":[\"a\",2]}",
                request -> request.texts("texts", 9, "letters"));
    }

    @Test
    void keysThatAreNotKnownAreNamedWithTheNearest() {
        refused("flags: unknown key; did you mean flag?", "{\"flags\":true}", request -> {});
        refused(
                "objects[0].nam: unknown key; did you mean name?",
                "{\"objects\":[{\"nam\":1}]}",
                request -> request.objects("objects", 1, "things", "name"));
        refused("objects[1].name: expected a string", "{\"objects\":[{},{\"name\":1}]}", request -> request.objects(
                        "objects", 2, "things", "name")
                .get(1)
                .text("name"));
    }

    @Test
    void numbersInAQueryAreNumbersWithinTheirBounds() {
        assertEquals(OptionalInt.empty(), QueryNumber.parse("limit", null, 1, 10));
        assertEquals(OptionalInt.of(10), QueryNumber.parse("limit", "10", 1, 10));
        for (String wrong : new String[] {"", "x", "0", "11", "1.0", "99999999999"}) {
            assertThrows(LakeFailure.class, () -> QueryNumber.parse("limit", wrong, 1, 10), wrong);
        }
    }

    private static void refused(String message, String json, Consumer<JsonObject> reading) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> reading.accept(read(json)), json);
        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
    }

    private static JsonObject read(String json) {
        return JsonObject.of(
                json.getBytes(StandardCharsets.UTF_8), "text", "flag", "number", "texts", "objects", "nothing");
    }
}
