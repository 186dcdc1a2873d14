package org.boathouse.service.query.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.service.query.TestLake;

/** A table with a history that follows from a seed; what was done to it stands in its log. */
final class RandomTable {
    final Dice dice;
    final RandomTypes types;
    final RandomValues values;
    final Table iceberg;
    /**
     * Whether files without field ids come in by a name mapping. No dropped name is then given again: a mapping goes by
     * names, and would take the old files' column for the new one.
     */
    final boolean imports;

    private final List<String> log = new ArrayList<>();
    private final List<Weighted> steps;
    private int refused;
    private int newNames;

    private record Weighted(int weight, Step step) {}

    RandomTable(long seed, String name, TestLake lake) {
        this.dice = new Dice(seed);
        this.imports = dice.percent(20);
        this.types = new RandomTypes(dice, imports);
        this.values = new RandomValues(dice);
        int version = dice.between(1, 3);
        Schema schema = new Schema(types.fields(dice.between(2, 6), 2, version));
        this.iceberg = lake.create(name, schema, PartitionSteps.first(schema, dice), version);
        log.add("create v%d%s %s%s"
                .formatted(version, imports ? " with a name mapping" : "", schema.asStruct(), iceberg.spec()));
        if (imports) {
            iceberg.updateProperties()
                    .set(
                            TableProperties.DEFAULT_NAME_MAPPING,
                            NameMappingParser.toJson(MappingUtil.create(iceberg.schema())))
                    .commit();
        }
        this.steps = steps();
    }

    private List<Weighted> steps() {
        SchemaSteps schema = new SchemaSteps(this);
        PartitionSteps partitions = new PartitionSteps(this);
        RowSteps rows = new RowSteps(this);
        DeleteSteps deletes = new DeleteSteps(this);
        RefSteps refs = new RefSteps(this);
        return List.of(
                new Weighted(14, rows::append),
                new Weighted(2, rows::appendWithFewerColumns),
                new Weighted(4, rows::addWithoutIds),
                new Weighted(2, rows::overwrite),
                new Weighted(2, rows::replaceAtTheSameSequence),
                new Weighted(5, deletes::byPosition),
                new Weighted(5, deletes::byEquality),
                new Weighted(6, schema::add),
                new Weighted(4, schema::rename),
                new Weighted(4, schema::drop),
                new Weighted(3, schema::dropAndAddAgain),
                new Weighted(3, schema::move),
                new Weighted(4, schema::promote),
                new Weighted(2, schema::makeOptional),
                new Weighted(1, schema::writeDefault),
                new Weighted(2, schema::setBack),
                new Weighted(3, partitions::add),
                new Weighted(2, partitions::remove),
                new Weighted(2, refs::tag),
                new Weighted(2, refs::branch),
                new Weighted(1, refs::rollBack),
                new Weighted(1, this::upgrade));
    }

    /** Goes on for so many steps; what Iceberg refuses to do counts for one. */
    void live(int count) {
        int total = steps.stream().mapToInt(Weighted::weight).sum();
        for (int done = 0; done < count; ) {
            int at = dice.below(total);
            int i = 0;
            while (at >= steps.get(i).weight()) {
                at -= steps.get(i++).weight();
            }
            iceberg.refresh();
            try {
                Optional<String> what = steps.get(i).step().take();
                what.ifPresent(log::add);
                done += what.isPresent() ? 1 : 0;
            } catch (ValidationException | IllegalArgumentException e) {
                log.add("refused: " + e.getMessage());
                refused++;
                done++;
            }
        }
        iceberg.refresh();
    }

    int formatVersion() {
        return ((BaseTable) iceberg).operations().current().formatVersion();
    }

    private Optional<String> upgrade() {
        if (formatVersion() == 3) {
            return Optional.empty();
        }
        String next = Integer.toString(formatVersion() + 1);
        iceberg.updateProperties().set(TableProperties.FORMAT_VERSION, next).commit();
        return Optional.of("upgrade to v" + next);
    }

    String freeName(List<NestedField> siblings) {
        return imports ? "new" + ++newNames : types.freeName(siblings);
    }

    List<String> log() {
        return List.copyOf(log);
    }

    int refused() {
        return refused;
    }
}
