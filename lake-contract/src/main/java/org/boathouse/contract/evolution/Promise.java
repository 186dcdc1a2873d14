package org.boathouse.contract.evolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.ProvenanceColumns;

/**
 * What a contract says a table has, whoever commits to it and however: its columns by name, with their types, nullability
 * and identity; its key; its partitioning. All of that moves with the contract alone. What the contract does not speak of is
 * free: further columns as long as they are optional, every engine can have them and no older partitions are made of one that
 * goes; the columns' order, descriptions, defaults, sort order. A struct it names has its fields and no others, in one order,
 * for structs are written whole.
 *
 * <p>A table that was out of step with its contract before a commit does not get the commit refused for it, unless the
 * commit takes it further.
 */
public final class Promise {
    /** What only a look at the table as it was can tell: the name is still there, and stands for something else. */
    private static final Set<ChangeKind> OTHER_VALUES =
            EnumSet.of(ChangeKind.COLUMN_REPLACED, ChangeKind.MAP_KEY_CHANGED, ChangeKind.INITIAL_DEFAULT_CHANGED);
    /** What looks like a dropped column to those who know only its name. */
    private static final Set<ChangeKind> ELSEWHERE =
            EnumSet.of(ChangeKind.PARTITION_SOURCE_DROPPED, ChangeKind.COLUMN_RENAMED, ChangeKind.COLUMN_REPARENTED);
    /** What looks like an added column to those who know only its name. */
    private static final Set<ChangeKind> ADDED = EnumSet.of(
            ChangeKind.COLUMN_ADDED_REQUIRED,
            ChangeKind.COLUMN_ADDED_REQUIRED_WITH_DEFAULT,
            ChangeKind.COLUMN_ADDED_ALIKE,
            ChangeKind.COLUMN_ADDED_NOT_FOR_ALL,
            ChangeKind.FIELD_ADDED);

    private final TableContract table;
    private final ContractVersion contract;
    private final Schema schema;
    private final Set<String> promised;

    private Promise(TableContract table, ContractVersion contract) {
        this.table = table;
        this.contract = contract;
        this.schema = table.icebergSchema();
        this.promised = Set.copyOf(schema.idToName().values());
    }

    /**
     * May be kept: it follows from what the contract says, and from nothing else.
     *
     * @param contract one that binds: whether it does is for the caller to say, see {@link DataContract#isInForce()}
     */
    public static Promise of(DataContract contract, TableContract table) {
        return new Promise(table, ContractVersion.of(contract));
    }

    /** What a commit to the table would break; empty where it keeps the promise. */
    public List<Violation> brokenBy(TableShape before, TableShape after) {
        List<SchemaChange> changes = before.changesTo(after);
        if (changes.stream().allMatch(this::isFurtherColumn)) {
            return List.of();
        }
        Set<SchemaChange> broken = new LinkedHashSet<>();
        List<SchemaChange> differences = differences(after);
        Set<SchemaChange> brokenAlready = differences.isEmpty() ? Set.of() : Set.copyOf(differences(before));
        for (SchemaChange difference : differences) {
            if (!brokenAlready.contains(difference) && !isNewName(difference, before, after)) {
                broken.add(asDone(difference, changes));
            }
        }
        changes.stream()
                .filter(change -> change.kind() == ChangeKind.PARTITION_SOURCE_DROPPED
                        || OTHER_VALUES.contains(change.kind())
                                && change.column().filter(promised::contains).isPresent())
                .forEach(broken::add);
        List<Violation> violations = new ArrayList<>(violations(broken));
        after.schema().columns().stream()
                .map(NestedField::name)
                .filter(name -> isLakesOwn(name) && before.schema().findField(name) == null)
                .forEach(name -> violations.add(brokenByNaming(name)));
        return List.copyOf(violations);
    }

    /**
     * What is wrong with a table that takes the place under the promised name: a new one, one renamed to it, or other
     * metadata registered over it. Its ids have nothing to do with those of a table that was there.
     */
    public List<Violation> brokenBy(TableShape replacement) {
        return violations(differences(replacement));
    }

    /** What dropping the table, or unregistering it, would break. */
    public Violation brokenByDropping() {
        return violation(
                ContractRule.TABLE_DROPPED,
                "dropped",
                Remedy.major(
                        contract,
                        "leave the table out of version: " + contract.version().nextMajor()));
    }

    /** @param name the table's new one */
    public Violation brokenByRenaming(String name) {
        return violation(
                ContractRule.TABLE_RENAMED,
                "renamed to " + name,
                Remedy.major(
                        contract, "name it so in version: " + contract.version().nextMajor()));
    }

    /**
     * What setting a property to another value, or removing it, breaks.
     *
     * @param changed the table, or one of {@link #brokenByChanging the lake's own}
     * @param key a property that says whose the table is
     */
    public Violation brokenByProperty(TableName changed, String key) {
        return violation(
                ContractRule.PROPERTY_CHANGED,
                changed,
                "property " + key + " changed",
                "Leave it as it is: boathouse apply sets it from the contract.");
    }

    /**
     * What a change of one of the lake's own tables would break, without which the promised one can't be made: its
     * quarantine, or the ledger of the files it is made from.
     *
     * @param what is done to it, such as {@code dropped}
     */
    public Violation brokenByChanging(TableName lakesOwn, String what) {
        return violation(
                ContractRule.LAKES_OWN_TABLE,
                lakesOwn,
                what,
                Remedy.major(
                        contract,
                        "leave " + table.name() + " out of version: "
                                + contract.version().nextMajor()));
    }

    private Violation violation(ContractRule rule, String what, String remedy) {
        return violation(rule, table.name(), what, remedy);
    }

    private Violation violation(ContractRule rule, TableName changed, String what, String remedy) {
        return new Violation(
                rule,
                Optional.of(changed),
                Optional.empty(),
                contract,
                Optional.empty(),
                what,
                rule.why(),
                remedy,
                List.of());
    }

    /** From what the contract says to what a table has, without what the contract does not speak of. */
    private List<SchemaChange> differences(TableShape shape) {
        return ContractShape.like(table, shape).stored(schema).changesTo(shape).stream()
                .filter(change -> change.kind().announcement() != Announcement.NONE)
                .filter(change -> change.kind() != ChangeKind.INITIAL_DEFAULT_CHANGED)
                .toList();
    }

    /** An optional column by a name that is free leaves all that the contract speaks of as it was. */
    private boolean isFurtherColumn(SchemaChange change) {
        return change.kind() == ChangeKind.COLUMN_ADDED
                && change.column()
                        .filter(name -> promised.contains(name) || isLakesOwn(name))
                        .isEmpty();
    }

    /** A foreign column of such a name would meet those that a run makes for its own use, and end it. */
    private boolean isLakesOwn(String column) {
        return table.refinement().isPresent() && ProvenanceColumns.isReserved(column) && !promised.contains(column);
    }

    private Violation brokenByNaming(String column) {
        return new Violation(
                ContractRule.LAKES_OWN_NAME,
                Optional.of(table.name()),
                Optional.of(column),
                contract,
                Optional.empty(),
                "named a column " + column,
                ContractRule.LAKES_OWN_NAME.why(),
                "Give it a name without a leading underscore.",
                List.of());
    }

    /** Whether what looks like an added column is one of the contract's by another name, and told as such. */
    private boolean isNewName(SchemaChange difference, TableShape before, TableShape after) {
        return ADDED.contains(difference.kind())
                && difference
                        .column()
                        .map(after.schema()::findField)
                        .map(field -> before.schema().findColumnName(field.fieldId()))
                        .filter(was -> !was.equals(difference.column().orElseThrow()) && promised.contains(was))
                        .isPresent();
    }

    /** By its true name, where a name that is gone has moved. */
    private static SchemaChange asDone(SchemaChange difference, List<SchemaChange> changes) {
        if (difference.kind() != ChangeKind.COLUMN_DROPPED) {
            return difference;
        }
        return changes.stream()
                .filter(change ->
                        ELSEWHERE.contains(change.kind()) && change.column().equals(difference.column()))
                .findFirst()
                .orElse(difference);
    }

    private List<Violation> violations(Collection<SchemaChange> broken) {
        List<Violation> violations = new ArrayList<>();
        for (SchemaChange change : broken) {
            violations.add(new Violation(
                    change.kind(),
                    Optional.of(table.name()),
                    change.column(),
                    contract,
                    Optional.empty(),
                    change.says(),
                    why(change.kind()),
                    Remedy.throughContract(change, table.name(), contract),
                    List.of()));
        }
        return List.copyOf(violations);
    }

    private static String why(ChangeKind kind) {
        boolean harmless = kind.readers() == Verdict.SAFE && kind.writers() == Verdict.SAFE;
        return harmless ? "The table would no longer be what its contract says." : kind.why();
    }
}
