package org.boathouse.contract.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlLimitsTest {
    private static String fault(String yaml) {
        Problems problems = new Problems();
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertTrue(
                        Document.read("a.yaml", yaml, problems.in("a.yaml")).isEmpty()));
        assertEquals(1, problems.all().size(), () -> problems.all().toString());
        return problems.all().get(0);
    }

    @Test
    void aDocumentThatIsTooLongIsRefused() {
        assertTrue(fault("a: " + "x".repeat(YamlText.LENGTH_MAX)).contains("the most is"));
    }

    @Test
    void aDocumentThatIsTooDeepIsRefusedAndOverflowsNoStack() {
        assertTrue(fault("[".repeat(1_000_000)).contains("nested deeper than"));
    }

    @Test
    void aDocumentOfTooManyPartsIsRefused() {
        assertTrue(fault("a: [" + "1,".repeat(YamlText.EVENTS_MAX) + "1]").contains("more than"));
    }

    @Test
    void aliasesThatMultiplyAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]%n".formatted(i, i, String.join(",", List.of(alias, alias, alias, alias, alias))));
        }
        assertTrue(fault(bomb.toString()).contains("no valid YAML"), bomb.toString());
    }

    @Test
    void whatIsNoYamlIsToldWithLineAndColumn() {
        assertTrue(fault("a: 1\nb: [1, 2\nc: 3").contains("(line 3, column"));
        assertTrue(fault("a: 1\na: 2").contains("found duplicate key a"));
        assertTrue(fault("").contains("the document is empty"));
        assertTrue(fault("- a").contains("expected a mapping at the top, found a list"));
        assertTrue(fault("a: 1\n---\nb: 2").contains("no valid YAML"));
    }
}
