package org.boathouse.spark.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlJobTest {
    @Test
    void semicolonsInQuotesAndCommentsPartNothing() {
        assertEquals(
                List.of("SELECT 'a;b' -- c; d\n, \"e;f\"", "SELECT /* g; h */ 1", "SELECT 'it\\'s; one'"),
                SqlJob.statements("SELECT 'a;b' -- c; d\n, \"e;f\";\nSELECT /* g; h */ 1;SELECT 'it\\'s; one'"));
    }

    @Test
    void whatIsOnlyCommentIsNoStatement() {
        assertEquals(List.of("SELECT 1"), SqlJob.statements("-- first\n;SELECT 1;\n\n-- last\n/* really */\n"));
    }
}
