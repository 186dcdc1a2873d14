package org.boathouse.spark.run;

import java.time.Clock;
import java.util.Map;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.spark.plan.LakeTables;
import org.boathouse.spark.plan.RefinedTables;

/** A run of the shop in a process of its own, to be killed. */
final class RunChild {
    private RunChild() {}

    public static void main(String... args) {
        CatalogConnection connection = CatalogConnection.of(new LakeClient(LakeAddress.of(System.getenv())));
        try (LakeTables tables = new LakeTables(connection)) {
            new Run(
                            tables,
                            new LakeLayout(connection.storage().bucket()),
                            () -> LakeSession.start(connection, "local[2]"),
                            Clock.systemUTC())
                    .bringUpToDate(
                            RefinedTables.inOrder(ShopLake.product(Map.of()).contracts()), false, System.out::println);
        }
        System.exit(0);
    }
}
