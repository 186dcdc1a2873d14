package org.boathouse.contract.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.boathouse.contract.layout.TableName;
import org.junit.jupiter.api.Test;

class SummaryKeysTest {
    @Test
    void inputsAreReadBackFromTheSummaryTheyWereWrittenTo() {
        TableName orders = TableName.parse("shop.bronze.orders");
        TableName airports = TableName.parse("flights.silver.airports");

        assertEquals(
                Map.of(orders, 42L, airports, -7L),
                SummaryKeys.inputs(Map.of(
                        SummaryKeys.input(orders),
                        "42",
                        SummaryKeys.input(airports),
                        "-7",
                        SummaryKeys.RUN_ID,
                        "r",
                        "added-records",
                        "5")));
    }
}
