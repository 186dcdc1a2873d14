package org.boathouse.contract.odcs;

import static org.boathouse.contract.odcs.Documents.faults;
import static org.boathouse.contract.odcs.Documents.read;
import static org.boathouse.contract.odcs.Documents.silver;
import static org.boathouse.contract.odcs.Documents.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.contract.retention.Span;
import org.junit.jupiter.api.Test;

class ContractReaderTest {
    private static final String ID = "- {name: id, logicalType: integer}";

    @Test
    void aContractIsReadWithAllTheLakeActsOn() {
        DataContract contract = read(silver(ID) + """
                name: orders of the shop
                dataProduct: shopping
                description: {purpose: to know what is ordered}
                team: {name: shop keepers, members: [{username: ada, role: owner}]}
                """);

        assertEquals("orders", contract.id());
        assertEquals("orders of the shop", contract.name());
        assertEquals(new SemanticVersion(1, 0, 0), contract.version());
        assertEquals(DataContract.Status.ACTIVE, contract.status());
        assertEquals("shop", contract.domain().name());
        assertEquals("shopping", contract.dataProduct());
        assertEquals(Optional.of("to know what is ordered"), contract.purpose());
        assertEquals(Optional.of("shop keepers"), contract.owner());
        assertEquals("shop.silver.orders", contract.tables().get(0).name().toString());
        assertEquals(Optional.empty(), contract.tables().get(0).refinement());
    }

    @Test
    void howLongTheHistoryIsKeptStandsInACustomProperty() {
        String yaml = silver(ID) + "customProperties: [{property: snapshotRetention, value: %s}]";
        assertEquals(
                new SnapshotRetention(
                        Optional.of(Duration.ofDays(30)), Optional.of(10), Optional.of(Duration.ofDays(90))),
                read(yaml.formatted("{maxSnapshotAge: 30d, minSnapshotsToKeep: 10, maxRefAge: P90D}"))
                        .retention());
        assertEquals(SnapshotRetention.NONE, read(silver(ID)).retention());
        assertEquals(
                List.of(
                        "customProperties[0].value.maxSnapshotAge: expected text, found 30: put it in quotes",
                        "customProperties[0].value.minSnapshotsToKeep: expected 1 or more, found 0",
                        "customProperties[0].value.maxAge: unknown key; did you mean maxRefAge?"),
                faults(yaml.formatted("{maxSnapshotAge: 30, minSnapshotsToKeep: 0, maxAge: 3d}")));
        assertEquals(
                List.of("customProperties[0].value.maxRefAge: maxRefAge: " + Span.EXPECTED + ", not '-3d'"),
                faults(yaml.formatted("{maxRefAge: -3d}")));
        assertTrue(faults(silver(ID) + "customProperties: [{property: snapshotRetentions, value: {}}]")
                .get(0)
                .contains("did you mean snapshotRetention?"));
    }

    @Test
    void theOwnerIsTheMemberWithThatRoleWhereTheTeamHasNoName() {
        assertEquals(
                Optional.of("Ada"),
                read(silver(ID) + "team: [{username: bob}, {username: ada, name: Ada, role: Data Owner}]")
                        .owner());
        assertEquals(
                Optional.empty(),
                read(silver(ID) + "team: {members: [{username: bob}]}").owner());
    }

    @Test
    void everyFaultIsToldAtOnceWithItsPath() {
        String yaml = silver("""
                - {name: id, logicaltype: integer}
                - {name: at, logicalType: strin}
                - {name: n, logicalType: integer, required: "yes"}
                - {logicalType: string}""");

        assertEquals(
                List.of(
                        "schema[0].properties[0].logicaltype: unknown key; did you mean logicalType?",
                        "schema[0].properties[1].logicalType: 'strin' is not one of string, date, timestamp, time, number,"
                                + " integer, object, array, boolean, map, vector; did you mean string?",
                        "schema[0].properties[2].required: expected true or false, found the text 'yes'",
                        "schema[0].properties[3].name: missing, but required"),
                faults(yaml));
    }

    @Test
    void aMisspeltKeyNamesTheNearestValidOneAtEveryLevel() {
        assertEquals(
                List.of("dataProdukt: unknown key; did you mean dataProduct?"), faults(silver(ID) + "dataProdukt: x"));
        assertEquals(
                List.of("team.membres: unknown key; did you mean members?"),
                faults(silver(ID) + "team: {membres: []}"));
        assertEquals(
                List.of("schema[0].properties[0].logicalTypeOptions.minimun: unknown key; did you mean minimum?"),
                faults(silver("- {name: id, logicalType: integer, logicalTypeOptions: {minimun: 1}}")));
        assertEquals(
                List.of("schema[0].quality[0].mustbe: unknown key; did you mean mustBe?"),
                faults(silver(ID, "quality: [{metric: rowCount, mustbe: 1}]")).stream()
                        .filter(fault -> fault.contains("mustbe"))
                        .toList());
        assertEquals(
                List.of("schema[0].customProperties[0].property: 'refinment' is unknown; did you mean refinement?"),
                faults(silver(ID, "customProperties: [{property: refinment, value: {}}]")));
    }

    @Test
    void aKeyOfTheNextStandardSaysSo() {
        String yaml = silver("- {name: id, logicalType: integer, enum: [{value: 1}]}");

        assertEquals(
                List.of("schema[0].properties[0].enum: new in ODCS 3.2: write apiVersion: v3.2.0 to use it"),
                faults(yaml.replace("v3.2.0", "v3.1.0")));
        read(yaml);
    }

    @Test
    void aVersionThatIsNoTextIsToldHowToBeOne() {
        assertEquals(
                List.of("version: expected text, found 1.0: put it in quotes"),
                faults(silver(ID).replace("version: 1.0.0", "version: 1.0")));
        assertEquals(
                List.of("version: 'one' is no version: expected major.minor.patch, such as 1.2.0"),
                faults(silver(ID).replace("version: 1.0.0", "version: one")));
    }

    @Test
    void aDocumentMayBeValidOdcsAndNoContractOfTheLake() {
        String yaml = silver(ID)
                .replace("physicalName: shop.silver.orders", "physicalName: tbl_1")
                .replace("domain: shop\n", "");

        OdcsDocument document = ContractReader.document("any.odcs.yaml", yaml);
        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> ContractReader.contract(document, path -> Optional.empty()));

        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains("any.odcs.yaml: domain: missing"), failure.getMessage());
        assertTrue(
                failure.getMessage().contains("schema[0].physicalName: 'tbl_1' names no table"), failure.getMessage());
    }

    @Test
    void whatTheLakeDoesNotUnderstandIsKept() {
        OdcsDocument document = ContractReader.document("a.odcs.yaml", silver(ID) + """
                servers:
                  - {server: here, type: iceberg, catalog: "${CATALOG}", catalogUrl: "https://x"}
                customProperties: [{property: theirs, value: {a: [1, null]}}]
                """);

        Map<?, ?> server = (Map<?, ?>) ((List<?>) document.content().get("servers")).get(0);
        assertEquals("${CATALOG}", server.get("catalog"));
        assertTrue(document.content().get("customProperties").toString().contains("a=[1, null]"));
    }

    @Test
    void tablesOfOtherDomainsOrOfTheLakeItselfAreRefused() {
        assertEquals(
                List.of(
                        "schema[0].physicalName: sales.silver.orders is not of this contract's domain: expected shop.<layer>.<table>"),
                faults(silver(ID).replace("shop.silver.orders", "sales.silver.orders")));
        assertTrue(faults(silver(ID).replace("shop.silver.orders", "shop.raw.orders"))
                .get(0)
                .contains("the lake's own"));
        assertTrue(faults(silver(ID).replace("shop.silver.orders", "shop.silver.orders__quarantine"))
                .get(0)
                .contains("the lake's own"));
    }

    @Test
    void columnNamesThatTheLakeOrSqlCouldConfuseAreRefused() {
        assertTrue(faults(silver("- {name: _x, logicalType: string}")).get(0).contains("leading underscore"));
        assertTrue(faults(silver("- {name: a b, logicalType: string}")).get(0).contains("'a b' is no column name"));
        assertEquals(
                List.of("schema[0].properties[1].name: a second column 'ID': SQL takes no notice of case"),
                faults(silver(ID + "\n- {name: ID, logicalType: string}")));
    }

    @Test
    void statusesAndStandardsTheLakeDoesNotActOnAreRefused() {
        assertTrue(faults(silver(ID).replace("status: active", "status: current"))
                .get(0)
                .contains("'current' is no status"));
        assertTrue(faults(silver(ID).replace("v3.2.0", "v2.2.2")).get(0).contains("ODCS 3.0 to 3.2 only"));
        assertTrue(faults(silver(ID).replace("v3.2.0", "v3.2.1")).get(0).contains("'v3.2.1' is not one of"));
    }

    @Test
    void theContentHashFollowsWhatIsSaidAndNotHowItIsWritten() {
        String yaml = silver(ID);

        assertEquals(
                read(yaml).contentHash(),
                read("# a comment\n"
                                + yaml.replace(
                                        "{name: id, logicalType: integer}", "{logicalType: 'integer',  name: id}"))
                        .contentHash());
        assertNotEquals(read(yaml).contentHash(), read(yaml + "tags: [x]").contentHash());
        String refined = Documents.refined("shop.silver.orders", "{select: orders.sql}");
        assertNotEquals(
                read(refined).contentHash(),
                ContractReader.read(Documents.FILE, refined, Map.of("shop/orders.sql", "SELECT 2"))
                        .contentHash());
    }

    @Test
    void keysAndPartitionsFollowTheirPositions() {
        TableContract table = table(silver("""
                - {name: b, logicalType: string, primaryKey: true, primaryKeyPosition: 2}
                - {name: a, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
                - name: day
                  logicalType: date
                  partitioned: true
                  partitionKeyPosition: 2
                  customProperties: [{property: partitionTransform, value: month}]
                - {name: n, logicalType: integer, partitioned: true, partitionKeyPosition: 1}"""));

        assertEquals(List.of("a", "b"), table.primaryKey());
        assertEquals(
                List.of("n", "day_month"),
                table.partitionSpec(table.icebergSchema()).fields().stream()
                        .map(field -> field.name())
                        .toList());
        assertEquals(java.util.Set.of("a", "b"), table.icebergSchema().identifierFieldNames());
    }

    @Test
    void keysAndPartitionsThatCannotBeAreRefused() {
        assertTrue(faults(silver("- {name: x, logicalType: number, primaryKey: true}"))
                .get(0)
                .contains("type double cannot be part of the primary key"));
        assertTrue(faults(silver("""
                - {name: x, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
                - {name: y, logicalType: string, primaryKey: true, primaryKeyPosition: 1}""")).get(0).contains("position 1 is taken already"));
        assertTrue(faults(silver("""
                - {name: x, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
                - {name: y, logicalType: string, primaryKey: true}""")).get(0).contains("primaryKeyPosition: missing"));
        String transformed =
                "- {name: x, logicalType: %s, partitioned: %s, customProperties: [{property: partitionTransform, value: %s}]}";
        assertTrue(faults(silver(transformed.formatted("string", true, "day")))
                .get(0)
                .contains("cannot partition"));
        assertTrue(faults(silver(transformed.formatted("date", true, "weekly")))
                .get(0)
                .contains("'weekly' is no partition"));
        assertTrue(faults(silver(transformed.formatted("date", false, "day")))
                .get(0)
                .contains("add partitioned: true"));
    }
}
