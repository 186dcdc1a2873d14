package org.boathouse.contract.evolution;

import static org.boathouse.contract.odcs.Documents.read;
import static org.boathouse.contract.odcs.Documents.silver;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.boathouse.contract.evolution.RandomEvolution.Step;
import org.boathouse.contract.odcs.DataContract;
import org.junit.jupiter.api.Test;

/** Whatever people do to a table under a contract, commit by commit, it stays what the contract says; the rest is free. */
class PromisedTableTest {
    private static final int HISTORIES = 300;
    private static final int STEPS = 20;
    /** The table that the random histories begin with. */
    private static final DataContract CONTRACT = read(silver("""
            - {name: id, logicalType: integer, primaryKey: true}
            - {name: name, logicalType: string, required: true}
            - {name: size, logicalType: integer, physicalType: int}
            - name: place
              logicalType: object
              properties:
                - {name: lat, logicalType: number, physicalType: float, required: true}
                - {name: lon, logicalType: number, physicalType: float}
            - name: tags
              logicalType: array
              items:
                logicalType: object
                required: true
                properties: [{name: tag, logicalType: number, physicalType: "decimal(9,2)"}]
            - {name: counts, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer, physicalType: int}}}
            - name: parts
              logicalType: map
              map:
                key: {logicalType: string}
                value:
                  logicalType: object
                  required: true
                  properties:
                    - {name: weight, logicalType: number, physicalType: float}
                    - {name: sold, logicalType: date}
            """));

    private static final Promise PROMISE =
            Promise.of(CONTRACT, CONTRACT.tables().get(0));
    private static final Set<String> PROMISED =
            Set.copyOf(CONTRACT.tables().get(0).icebergSchema().idToName().values());
    /** What the contract minds about columns and fields that it does not name. */
    private static final Set<ChangeKind> MINDED = Set.of(
            ChangeKind.COLUMN_ADDED_REQUIRED,
            ChangeKind.COLUMN_ADDED_REQUIRED_WITH_DEFAULT,
            ChangeKind.COLUMN_MADE_REQUIRED,
            ChangeKind.FIELD_ADDED);

    @Test
    void noRowOfCommitsLeadsAwayFromTheContractAndWhatItDoesNotSpeakOfIsNeverRefused() {
        Map<Boolean, Integer> commits = new TreeMap<>();
        for (int seed = 0; seed < HISTORIES; seed++) {
            RandomEvolution history = new RandomEvolution(seed);
            Map<String, Integer> ids = promisedIds(history.shape());
            assertEquals(PROMISED, ids.keySet());
            for (int i = 0; i < STEPS; i++) {
                TableShape before = history.shape();
                Optional<Step> step = history.step();
                if (step.isEmpty()) {
                    continue;
                }
                String where = "seed " + seed + " step " + i + ": " + step.get();
                List<Violation> violations = PROMISE.brokenBy(before, history.shape());
                assertEquals(mayBreak(step.get()), !violations.isEmpty(), where);
                if (!violations.isEmpty()) {
                    history.undo();
                }
                assertEquals(List.of(), PROMISE.brokenBy(history.shape()), where);
                assertEquals(ids, promisedIds(history.shape()), where);
                commits.merge(violations.isEmpty(), 1, Integer::sum);
            }
        }
        assertTrue(commits.values().stream().allMatch(times -> times > 500), commits::toString);
    }

    private static boolean mayBreak(Step step) {
        boolean promised = step.column().map(PROMISED::contains).orElse(true);
        return step.kind().announcement() != Announcement.NONE && (promised || isMinded(step));
    }

    /** A further column or a field in a promised struct: within a further column's struct, all is free. */
    private static boolean isMinded(Step step) {
        String parent = FieldsByPath.parent(step.column().orElseThrow());
        return MINDED.contains(step.kind()) && (parent.isEmpty() || PROMISED.contains(parent));
    }

    private static Map<String, Integer> promisedIds(TableShape shape) {
        return PROMISED.stream()
                .filter(path -> shape.schema().findField(path) != null)
                .collect(Collectors.toMap(
                        path -> path, path -> shape.schema().findField(path).fieldId()));
    }
}
