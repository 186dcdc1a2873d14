package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A restore that brings back the schema too is a change of the schema as any other, and held to the contract in force. */
@ExtendWith(StoresExtension.class)
class RestoredSchemaIT {
    private StateClient lake;
    private LakeProcess process;
    private String name;
    private TableIdentifier orders;

    @BeforeEach
    void open(LakeProcess shared) {
        process = shared;
        lake = new StateClient(shared);
        name = lake.domain() + ".bronze.orders";
        orders = TableIdentifier.parse(name);
        apply(Contracts.shop(lake.domain()));
    }

    @AfterEach
    void close() throws IOException {
        lake.close();
    }

    @Test
    void aSchemaWithoutAColumnThatIsPromisedNowIsRefusedForAllTablesAndTheDataAloneGoesBack() {
        long first = lake.append(table(), 1);
        String price = "- {name: price, logicalType: number, physicalType: \"decimal(10,2)\"}\n";
        apply(Contracts.shop(lake.domain())
                .replace("version: 1.0.0", "version: 1.1.0")
                .replace(price, price + "      - {name: carrier, logicalType: string}\n"));
        long second = lake.append(table(), 2);
        Table beside = lake.create("beside", Map.of());
        long ofBeside = lake.append(beside, 1);
        lake.put("/tables/" + lake.name("beside") + "/tags/then", "{}");
        lake.put("/tables/" + name + "/tags/then", "{'at': '" + first + "'}");
        long headOfBeside = lake.append(beside, 2);

        Answer refused = lake.post(
                "/restore",
                "{'tables': ['%s', '%s'], 'to': 'tag:then', 'schema': true}".formatted(lake.name("beside"), name));
        assertEquals(403, refused.status(), refused::toString);
        assertEquals("ContractViolation", refused.type());
        for (String part : new String[] {name, "carrier", "version 1.1.0", "shop keepers"}) {
            assertTrue(refused.message().contains(part), refused.message());
        }
        Answer told = lake.post(
                "/restore", "{'tables': ['%s'], 'to': '%d', 'schema': true, 'dryRun': true}".formatted(name, first));
        assertEquals(403, told.status(), "a dry run tells that it would be refused: " + told);
        assertEquals("ContractViolation", told.type());
        ServiceCommand.Result command =
                lake.boathouse("restore", name, "--to", Long.toString(first), "--schema", "--yes");
        assertEquals(1, command.exit(), command::toString);
        assertTrue(command.err().contains("carrier"), command.err());
        assertEquals(second, table().currentSnapshot().snapshotId());
        assertEquals(headOfBeside, lake.ref("beside", "main"), "all or none");

        assertEquals(
                200,
                lake.post("/restore", "{'tables': ['%s'], 'to': '%d'}".formatted(name, first))
                        .status());
        assertEquals(first, table().currentSnapshot().snapshotId());
        assertTrue(table().schema().findField("carrier") != null, "the columns stay");
        assertEquals(ofBeside, lake.ref("beside", "then"));
    }

    @Test
    void aSchemaThatBreaksNothingComesBack() {
        long first = lake.append(table(), 1);
        table().updateSchema().addColumn("note", Types.StringType.get()).commit();
        lake.append(table(), 2);

        Answer restored =
                lake.post("/restore", "{'tables': ['%s'], 'to': '%d', 'schema': true}".formatted(name, first));
        assertEquals(200, restored.status(), restored::toString);
        assertEquals(first, table().currentSnapshot().snapshotId());
        assertNull(table().schema().findField("note"), "which the contract does not name");
        assertTrue(table().schema().findField("price") != null);
    }

    private Table table() {
        return lake.catalog().loadTable(orders);
    }

    private void apply(String contract) {
        process.client().post("/apply", Contracts.request(contract));
    }
}
