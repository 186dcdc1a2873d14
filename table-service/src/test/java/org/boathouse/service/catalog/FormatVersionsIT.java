package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of format versions 1 to 3, and what only version 3 has. */
@ExtendWith(StoresExtension.class)
class FormatVersionsIT {
    private static final Types.NestedField ID = Types.NestedField.required(1, "id", Types.LongType.get());

    private final RESTCatalog catalog = new RESTCatalog();
    private final TableIdentifier name = TableIdentifier.of("f" + UUID.randomUUID(), "t");

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        Map<String, String> properties = new CatalogConnection(lake.address(), storage).properties();
        properties.put("rest.client.max-retries", "1");
        catalog.initialize("lake", properties);
        catalog.createNamespace(Namespace.of(name.namespace().level(0)));
    }

    @AfterEach
    void disconnect() throws Exception {
        catalog.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aTableIsMadeAndWrittenInEachFormatVersion(int version) {
        Table table = create(version, new Schema(ID));
        append(table, 5);
        Table loaded = catalog.loadTable(name);
        assertEquals(version, TableUtil.formatVersion(loaded));
        assertEquals("5", loaded.currentSnapshot().summary().get("total-records"));
    }

    @Test
    void aTableIsUpgradedAndNeverDowngraded() {
        Table table = create(1, new Schema(ID));
        for (int version : new int[] {2, 3}) {
            table.updateProperties()
                    .set("format-version", Integer.toString(version))
                    .commit();
            append(table, 1);
            assertEquals(version, TableUtil.formatVersion(catalog.loadTable(name)));
        }
        assertThrows(
                RuntimeException.class,
                () -> table.updateProperties().set("format-version", "2").commit());
        assertEquals(3, TableUtil.formatVersion(catalog.loadTable(name)));
    }

    @Test
    void rowsOfVersion3AreNumberedOnAcrossCommits() {
        Table table = create(3, new Schema(ID));
        append(table, 5);
        append(table, 7);
        Table loaded = catalog.loadTable(name);
        assertEquals(5, loaded.currentSnapshot().firstRowId());
        assertEquals(7, loaded.currentSnapshot().addedRows());
    }

    @Test
    void version3HasDefaultsAndVariantsAndVersion2HasNot() {
        Types.NestedField variant = Types.NestedField.optional(2, "event", Types.VariantType.get());
        Types.NestedField country = Types.NestedField.optional("country")
                .withId(3)
                .ofType(Types.StringType.get())
                .withInitialDefault(Literal.of("CH"))
                .withWriteDefault(Literal.of("CH"))
                .build();
        assertThrows(RuntimeException.class, () -> create(2, new Schema(ID, variant)));
        assertThrows(RuntimeException.class, () -> create(2, new Schema(ID, country)));
        create(3, new Schema(ID, variant, country));
        Schema loaded = catalog.loadTable(name).schema();
        assertEquals(Types.VariantType.get(), loaded.findType("event"));
        assertEquals("CH", loaded.findField("country").initialDefault());
    }

    @Test
    void aVersionThatThereIsNotIsABadRequest() {
        assertThrows(IllegalArgumentException.class, () -> create(5, new Schema(ID)));
    }

    private Table create(int version, Schema schema) {
        return catalog.buildTable(name, schema)
                .withProperty("format-version", Integer.toString(version))
                .create();
    }

    private static void append(Table table, long records) {
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".parquet")
                        .withFileSizeInBytes(100)
                        .withRecordCount(records)
                        .build())
                .commit();
    }
}
