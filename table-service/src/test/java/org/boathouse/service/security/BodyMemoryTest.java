package org.boathouse.service.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
    @Test
    void aBodyOfManyValuesWeighsMoreThanOneTextOfItsLength() {
        assertEquals(6_000, weigh("x".repeat(1_000)));
        assertEquals(6 * 3_000 + 128 * 2_000, weigh("[],".repeat(1_000)));
    }

    @Test
    void noMoreIsTakenThanThereIsAndWhatIsGivenBackCanBeTakenAgain() {
        BodyMemory memory = new BodyMemory(100);
        assertTrue(memory.holds(100));
        assertFalse(memory.holds(101));
        assertTrue(memory.take(60));
        assertFalse(memory.take(41));
        assertTrue(memory.take(40));
        memory.giveBack(60);
        assertTrue(memory.take(60));
        assertFalse(memory.take(1));
    }

    private static long weigh(String body) {
        return BodyMemory.weigh(body.getBytes(StandardCharsets.UTF_8));
    }
}
