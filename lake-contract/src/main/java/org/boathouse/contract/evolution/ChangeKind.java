package org.boathouse.contract.evolution;

import static org.boathouse.contract.evolution.Announcement.MAJOR_VERSION;
import static org.boathouse.contract.evolution.Announcement.NEW_TABLE;
import static org.boathouse.contract.evolution.Announcement.NONE;
import static org.boathouse.contract.evolution.Announcement.VERSION;
import static org.boathouse.contract.evolution.Verdict.BREAKING;
import static org.boathouse.contract.evolution.Verdict.NEEDS_BACKFILL;
import static org.boathouse.contract.evolution.Verdict.SAFE;

/**
 * Every way in which one table shape can differ from another, judged once for readers and once for writers. A column is
 * also a field of a struct at any depth, a list's element and a map's value. {@code docs/evolution.md} has this as a table, and a
 * test holds the two together.
 *
 * <p>Readers name the columns they read, for names are what a contract promises. Writers name the columns they write; a
 * writer by position counts where it would store wrong values without failing, for SQL's INSERT goes by position.
 *
 * @see <a href="https://iceberg.apache.org/spec/#schema-evolution">Iceberg's rules</a>
 */
public enum ChangeKind implements Rule {
    COLUMN_ADDED(
            "optional column added",
            NONE,
            SAFE,
            "Queries do not name it; in it, rows that are there read null.",
            SAFE,
            "Who leaves it out writes null; INSERT by position fails until it follows."),
    COLUMN_ADDED_WITH_DEFAULT(
            "optional column added with a default (format version 3)",
            NONE,
            SAFE,
            "Queries do not name it; in it, rows that are there read the default.",
            SAFE,
            "Who leaves it out writes the default; INSERT by position fails until it follows."),
    COLUMN_ADDED_REQUIRED(
            "required column added without a default",
            NEW_TABLE,
            NEEDS_BACKFILL,
            "Rows that are there have no value for it, so the promise would be broken at once.",
            BREAKING,
            "Who leaves it out would fail."),
    COLUMN_ADDED_REQUIRED_WITH_DEFAULT(
            "required column added with a default (format version 3)",
            NEW_TABLE,
            SAFE,
            "Queries do not name it; in it, rows that are there read the default.",
            BREAKING,
            "Who leaves it out writes the default, but engines that put null for what is left out would fail."),
    COLUMN_ADDED_ALIKE(
            "column added whose name differs from another's by case alone",
            NEW_TABLE,
            BREAKING,
            "SQL takes no notice of case: Spark fails on a table with two such columns, whatever a query names.",
            BREAKING,
            "So do writers."),
    COLUMN_ADDED_NOT_FOR_ALL(
            "column added of a type that not every engine reads: time; timestamp_ns, unknown, geometry, geography (format version 3)",
            NEW_TABLE,
            BREAKING,
            "Spark fails on a table that has times of day or nanoseconds, the lake's SQL on one that has the others, whatever a"
                    + " query names.",
            BREAKING,
            "So do writers."),
    FIELD_ADDED(
            "optional field added to a struct",
            VERSION,
            SAFE,
            "Queries do not name it; in it, rows that are there read null, or its default.",
            BREAKING,
            "A struct is written whole: one without the field would not fit."),
    COLUMN_DROPPED(
            "column dropped",
            MAJOR_VERSION,
            BREAKING,
            "Queries that name the column would fail.",
            BREAKING,
            "Writers that name it would fail, and what a job under way writes into it would be lost."),
    PARTITION_SOURCE_DROPPED(
            "column dropped that older partitions are made of",
            MAJOR_VERSION,
            BREAKING,
            "Queries that name the column would fail. Iceberg would take the values of those partitions for null: deletes may meet"
                    + " rows of other partitions, and deletion vectors be refused as corrupt.",
            BREAKING,
            "Writers that name it would fail, and what a job under way writes into it would be lost."),
    COLUMN_RENAMED(
            "column renamed",
            MAJOR_VERSION,
            BREAKING,
            "Queries that name the column by its old name would fail.",
            BREAKING,
            "So would writers; the values stay."),
    COLUMN_REPLACED(
            "column dropped and added again, or its name given to another",
            MAJOR_VERSION,
            BREAKING,
            "Queries that name the column would go on and read another one: the values that were in it do not come back.",
            BREAKING,
            "What a job under way writes into the old one would be lost."),
    COLUMN_REPARENTED(
            "column moved into or out of a struct",
            NEW_TABLE,
            BREAKING,
            "Iceberg forbids it: the values would not be found in their new place.",
            BREAKING,
            "Writers that name the old place would fail."),
    COLUMNS_REORDERED(
            "columns put in another order",
            NONE,
            SAFE,
            "Names and values stay; only `SELECT *` shows another order.",
            BREAKING,
            "INSERT by position would put values into other columns."),
    FIELDS_REORDERED(
            "fields of a struct put in another order",
            NEW_TABLE,
            SAFE,
            "Names and values stay.",
            BREAKING,
            "A struct is written whole and by position: values would go into other fields, or not fit."),
    COLUMN_MADE_OPTIONAL(
            "required made optional",
            MAJOR_VERSION,
            BREAKING,
            "Consumers were promised a value in every row, and would meet nulls.",
            SAFE,
            "Who writes a value goes on."),
    COLUMN_MADE_REQUIRED(
            "optional made required",
            NEW_TABLE,
            NEEDS_BACKFILL,
            "Rows that are there may have no value in it, so the promise may be broken already.",
            BREAKING,
            "Who writes nulls, or leaves it out, would fail."),
    TYPE_WIDENED(
            "type widened: int to long, float to double, decimal to more digits before the point; unknown to any (format version 3)",
            VERSION,
            SAFE,
            "Every value stays what it is.",
            SAFE,
            "Every value of the narrower type fits."),
    DATE_MADE_TIMESTAMP(
            "date made timestamp or timestamp_ns (format version 3)",
            MAJOR_VERSION,
            BREAKING,
            "Dates become midnights, and queries that compare or group by day would meet times of day.",
            SAFE,
            "A date is written as its midnight."),
    TYPE_NARROWED(
            "type narrowed",
            NEW_TABLE,
            BREAKING,
            "Values that are there may not fit the narrower type.",
            BREAKING,
            "Nor may those that are written."),
    TYPE_CHANGED(
            "type changed in any other way",
            NEW_TABLE,
            BREAKING,
            "Values that are there, and queries on them, are of the old type.",
            BREAKING,
            "So are those that are written."),
    MAP_KEY_CHANGED(
            "anything about a map's key",
            NEW_TABLE,
            BREAKING,
            "Iceberg forbids it: entries that are there would no longer be found by their keys.",
            BREAKING,
            "Writers make the old keys."),
    INITIAL_DEFAULT_CHANGED(
            "initial default changed (format version 3)",
            NEW_TABLE,
            BREAKING,
            "Iceberg forbids it: rows from before the column would read another value.",
            SAFE,
            "New rows do not take it."),
    WRITE_DEFAULT_CHANGED(
            "write default set or changed, or an optional column's taken away (format version 3)",
            NONE,
            SAFE,
            "Rows that are there keep their values.",
            SAFE,
            "Who leaves the column out writes the new default."),
    WRITE_DEFAULT_REMOVED(
            "a required column's write default taken away (format version 3)",
            NONE,
            SAFE,
            "Rows that are there keep their values.",
            BREAKING,
            "Who leaves the column out would fail."),
    COLUMN_DESCRIBED("description", NONE, SAFE, "It changes no value.", SAFE, "Nor does it concern writers."),
    KEY_CHANGED(
            "primary key (identifier fields)",
            MAJOR_VERSION,
            BREAKING,
            "Consumers join and merge by the key, and rows that are there are unique by the old one only.",
            BREAKING,
            "Who merges or upserts would take other rows for the same."),
    PARTITION_FIELD_ADDED(
            "partition field added",
            VERSION,
            SAFE,
            "Partitioning is hidden from queries; files that are there keep theirs.",
            BREAKING,
            "INSERT OVERWRITE of the partitions it writes would replace fewer rows than it means."),
    PARTITION_FIELD_DROPPED(
            "partition field dropped",
            VERSION,
            SAFE,
            "Partitioning is hidden from queries; files that are there keep theirs.",
            BREAKING,
            "INSERT OVERWRITE of the partitions it writes would replace more rows than it means."),
    PARTITION_FIELD_RENAMED(
            "partition field renamed",
            NONE,
            SAFE,
            "Only the metadata tables show its name.",
            SAFE,
            "Writers go by the column."),
    SORT_ORDER_CHANGED(
            "sort order",
            NONE,
            SAFE,
            "Rows come in no promised order; files that are there keep theirs.",
            SAFE,
            "Engines sort what they write from now on by themselves.");

    private final String title;
    private final Announcement announcement;
    private final Verdict readers;
    private final String whyForReaders;
    private final Verdict writers;
    private final String whyForWriters;

    ChangeKind(
            String title,
            Announcement announcement,
            Verdict readers,
            String whyForReaders,
            Verdict writers,
            String whyForWriters) {
        this.title = title;
        this.announcement = announcement;
        this.readers = readers;
        this.whyForReaders = whyForReaders;
        this.writers = writers;
        this.whyForWriters = whyForWriters;
    }

    /** What is changed, for people. */
    public String title() {
        return title;
    }

    /** What it takes to do it to something that a contract says. */
    public Announcement announcement() {
        return announcement;
    }

    /** What it does to queries written for the table as it was. */
    public Verdict readers() {
        return readers;
    }

    public String whyForReaders() {
        return whyForReaders;
    }

    /** What it does to jobs that write the table as it was. */
    public Verdict writers() {
        return writers;
    }

    public String whyForWriters() {
        return whyForWriters;
    }

    /** What it does to readers, for a contract's promise is theirs; to writers where it does nothing to readers. */
    @Override
    public String why() {
        return readers == SAFE && writers != SAFE ? whyForWriters : whyForReaders;
    }
}
