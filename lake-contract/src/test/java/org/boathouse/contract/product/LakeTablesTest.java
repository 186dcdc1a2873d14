package org.boathouse.contract.product;

import static org.boathouse.contract.odcs.Documents.refined;
import static org.boathouse.contract.odcs.Documents.silver;
import static org.boathouse.contract.odcs.Documents.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.Documents;
import org.junit.jupiter.api.Test;

class LakeTablesTest {
    private static final String NESTED = "- {name: id, logicalType: integer, primaryKey: true, description: number}\n"
            + "- {name: place, logicalType: object, required: true, properties: [{name: lat, logicalType: number, required: true}]}";

    @Test
    void aSchemaHasFreshIdsDocsAndIdentifierFields() {
        Schema schema = table(silver(NESTED)).icebergSchema();

        assertEquals(
                IntStream.rangeClosed(1, 3).boxed().toList(),
                TypeUtil.indexById(schema.asStruct()).keySet().stream().sorted().toList());
        assertEquals("number", schema.findField("id").doc());
        assertEquals(Set.of("id"), schema.identifierFieldNames());
        assertTrue(schema.findField("place.lat").isRequired());
    }

    @Test
    void aTableOfLandedFilesTakesEveryRowAndSaysWhereItCameFrom() {
        Schema schema = table(
                        refined("shop.bronze.orders", "{landed: shop/orders, format: {type: json}}")
                                .replace(
                                        "- {name: at, logicalType: timestamp}",
                                        "- {name: place, logicalType: object, required: true, properties: [{name: lat, logicalType: number, required: true}]}"))
                .icebergSchema();

        assertTrue(TypeUtil.indexById(schema.asStruct()).values().stream()
                .filter(field -> !field.name().equals("key"))
                .allMatch(NestedField::isOptional));
        assertEquals(Set.of(), schema.identifierFieldNames());
        List<String> names = schema.columns().stream().map(NestedField::name).toList();
        assertEquals(ProvenanceColumns.FIELDS.stream().map(NestedField::name).toList(), names.subList(2, names.size()));
        assertTrue(names.subList(2, names.size()).stream().allMatch(ProvenanceColumns::isReserved));
        assertFalse(ProvenanceColumns.isReserved("place"));
    }

    @Test
    void aTablesPropertiesSayWhoseItIs() {
        DataContract contract =
                Documents.read(silver(NESTED, "description: all orders") + "team: {name: shop keepers}");

        assertEquals(
                java.util.Map.of(
                        TableKeys.CONTRACT_ID,
                        "orders",
                        TableKeys.CONTRACT_VERSION,
                        "1.0.0",
                        TableKeys.CONTRACT_STATUS,
                        "active",
                        TableKeys.DATA_PRODUCT,
                        "orders",
                        TableKeys.OWNER,
                        "shop keepers",
                        "comment",
                        "all orders"),
                TableKeys.of(contract, contract.tables().get(0)));
    }

    @Test
    void theLakesOwnTablesNeverLoseFilesToOthers() {
        assertEquals("false", TableKeys.DEFAULTS.get("gc.enabled"));
        assertEquals(TableKeys.DEFAULTS, QuarantineTable.PROPERTIES);
        assertTrue(QuarantineTable.SCHEMA.findField(QuarantineTable.ROW).isRequired());
    }
}
