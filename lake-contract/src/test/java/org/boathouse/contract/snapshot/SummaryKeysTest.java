package org.boathouse.contract.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.boathouse.contract.failure.LakeFailure;
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

    @Test
    void malformedInputsAreRefusedToWhoGoesOnFromThereAndLeftOutForWhoOnlyShowsThem() {
        TableName orders = TableName.parse("shop.bronze.orders");
        String good = SummaryKeys.input(orders);
        for (Map<String, String> odd : List.of(
                Map.of(good, "42", "boathouse.input.no table", "1"),
                Map.of(good, "42", "boathouse.input.", "1"),
                Map.of(good, "42", "boathouse.input.shop.bronze.x", "many"),
                Map.of(good, "42", "boathouse.input.shop.bronze.x", "9223372036854775808"))) {
            assertThrows(LakeFailure.class, () -> SummaryKeys.inputs(odd), odd::toString);
            assertEquals(Map.of(orders, 42L), SummaryKeys.readableInputs(odd));
        }
    }
}
