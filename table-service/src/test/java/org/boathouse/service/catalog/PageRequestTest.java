package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.exceptions.BadRequestException;
import org.boathouse.contract.failure.LakeFailure;
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
        Page<String> first = PageRequest.of("", "2").page(List.of("a", "ü b", "c"), Function.identity());
        assertEquals(List.of("a", "ü b"), first.items());
        assertEquals("ü b", PageRequest.of(first.nextToken(), "2").after());
    }

    @Test
    void aFullLastPageHasNoToken() {
        assertNull(PageRequest.of("", "2")
                .page(List.of("a", "b"), Function.identity())
                .nextToken());
    }

    @Test
    void sizesAreBounded() {
        assertThrows(LakeFailure.class, () -> PageRequest.of("", "0"));
        assertThrows(LakeFailure.class, () -> PageRequest.of("", "x"));
        assertEquals(10_000, PageRequest.of("", "2147483647").limit());
        assertEquals(1_000, PageRequest.of("", null).limit());
    }

    @Test
    void aForeignTokenIsABadRequest() {
        assertThrows(BadRequestException.class, () -> PageRequest.of("!", null));
    }
}
