package org.boathouse.contract.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KEYS = List.of("logicalType", "physicalType", "name", "required");

    @Test
    void slipsOfTheHandFindTheirWord() {
        assertEquals(Optional.of("logicalType"), Nearest.to("logicaltype", KEYS));
        assertEquals(Optional.of("required"), Nearest.to("requierd", KEYS));
        assertEquals(Optional.of("name"), Nearest.to("nam", KEYS));
    }

    @Test
    void otherWordsFindNone() {
        assertEquals(Optional.empty(), Nearest.to("colour", KEYS));
        assertEquals("; expected one of name, required", Nearest.hint("colour", List.of("name", "required")));
    }

    @Test
    void swappedLettersAreOneEdit() {
        assertEquals(1, Nearest.edits("naem", "name"));
        assertEquals(2, Nearest.edits("nm", "name"));
        assertEquals(4, Nearest.edits("", "name"));
    }
}
