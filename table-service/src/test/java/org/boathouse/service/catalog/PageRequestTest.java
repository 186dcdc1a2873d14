package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.exceptions.BadRequestException;
import org.junit.jupiter.api.Test;

class PageRequestTest {
    @Test
    void aClientThatKnowsNoPagesGetsEverything() {
        PageRequest request = PageRequest.of(null, null);
        assertEquals(Integer.MAX_VALUE, request.limit());
        assertNull(request.page(List.of("a", "b"), Function.identity()).nextToken());
    }

    @Test
    void aPageEndsWithATokenThatTheNextOneBeginsAfter() {
        Page<String> first = PageRequest.of("", 2).page(List.of("a", "ü b", "c"), Function.identity());
        assertEquals(List.of("a", "ü b"), first.items());
        assertEquals("ü b", PageRequest.of(first.nextToken(), 2).after());
    }

    @Test
    void aFullLastPageHasNoToken() {
        assertNull(PageRequest.of("", 2)
                .page(List.of("a", "b"), Function.identity())
                .nextToken());
    }

    @Test
    void sizesAreBounded() {
        assertThrows(BadRequestException.class, () -> PageRequest.of("", 0));
        assertEquals(10_000, PageRequest.of("", Integer.MAX_VALUE).limit());
        assertEquals(1_000, PageRequest.of("", null).limit());
    }

    @Test
    void aForeignTokenIsABadRequest() {
        assertThrows(BadRequestException.class, () -> PageRequest.of("!", null));
    }
}
