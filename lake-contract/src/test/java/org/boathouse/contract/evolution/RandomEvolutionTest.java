package org.boathouse.contract.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.boathouse.contract.evolution.RandomEvolution.Step;
import org.junit.jupiter.api.Test;

/** Histories that Iceberg itself makes, in format versions 1 to 3: what was done is found, nothing else, and it adds up. */
class RandomEvolutionTest {
    private static final int HISTORIES = 400;
    private static final int STEPS = 12;
    /** What Iceberg's own updates refuse, have no call for, or show only to who keeps older partitionings in mind. */
    private static final Set<ChangeKind> NOT_BY_UPDATE = EnumSet.of(
            ChangeKind.COLUMN_ADDED_ALIKE,
            ChangeKind.COLUMN_ADDED_NOT_FOR_ALL,
            ChangeKind.COLUMN_REPARENTED,
            ChangeKind.PARTITION_SOURCE_DROPPED,
            ChangeKind.DATE_MADE_TIMESTAMP,
            ChangeKind.TYPE_NARROWED,
            ChangeKind.TYPE_CHANGED,
            ChangeKind.MAP_KEY_CHANGED,
            ChangeKind.INITIAL_DEFAULT_CHANGED,
            ChangeKind.WRITE_DEFAULT_REMOVED,
            ChangeKind.PARTITION_FIELD_RENAMED);

    @Test
    void whatWasDoneIsFoundAndNothingElseAndManyStepsAreNoGraverThanTheGravestOfThem() {
        Map<ChangeKind, Integer> done = new EnumMap<>(ChangeKind.class);
        for (int seed = 0; seed < HISTORIES; seed++) {
            RandomEvolution history = new RandomEvolution(seed);
            List<TableShape> shapes = new ArrayList<>(List.of(history.shape()));
            List<SchemaChange> made = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                TableShape before = history.shape();
                Optional<Step> step = history.step();
                if (step.isEmpty()) {
                    continue;
                }
                TableShape after = history.shape();
                List<SchemaChange> changes = before.changesTo(after);
                String where = "seed " + seed + " step " + i + ": " + changes;
                assertEquals(
                        List.of(step.get()),
                        changes.stream()
                                .map(change -> new Step(change.kind(), change.column()))
                                .toList(),
                        where);
                assertEquals(List.of(), after.changesTo(after), where);
                done.merge(step.get().kind(), 1, Integer::sum);
                shapes.add(after);
                made.addAll(changes);
            }
            addsUp("seed " + seed, shapes.get(0).changesTo(history.shape()), made);
        }
        assertEquals(EnumSet.complementOf(EnumSet.copyOf(NOT_BY_UPDATE)), done.keySet());
        assertTrue(done.values().stream().allMatch(times -> times > 10), done::toString);
    }

    private static void addsUp(String history, List<SchemaChange> atOnce, List<SchemaChange> steps) {
        noGraver(history, atOnce, steps, ChangeKind::readers);
        noGraver(history, atOnce, steps, ChangeKind::writers);
        noGraver(history, atOnce, steps, ChangeKind::announcement);
    }

    private static <T extends Enum<T>> void noGraver(
            String history, List<SchemaChange> atOnce, List<SchemaChange> steps, Function<ChangeKind, T> judged) {
        int gravest = steps.stream()
                .mapToInt(change -> judged.apply(change.kind()).ordinal())
                .max()
                .orElse(0);
        for (SchemaChange change : atOnce) {
            assertTrue(
                    judged.apply(change.kind()).ordinal() <= gravest,
                    () -> history + ": " + change + " is graver than each of " + steps);
        }
    }
}
