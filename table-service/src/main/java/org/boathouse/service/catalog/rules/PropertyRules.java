package org.boathouse.service.catalog.rules;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.view.ViewProperties;

/** What the properties of tables, views and namespaces must be like: so many, and with numbers where commits read numbers. */
public final class PropertyRules {
    static final int PROPERTIES_MAX = 10_000;
    static final int KEY_CHARS_MAX = 1_000;
    static final long CHARS_MAX = 4L << 20;
    private static final int VERSIONS_KEPT_MAX = 10_000;

    /** How many of something a commit keeps. With a value that is no number, no commit would succeed any more. */
    private static final Set<String> VERSIONS_KEPT =
            Set.of(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, ViewProperties.VERSION_HISTORY_SIZE);

    /** What Iceberg's own writers read as numbers on their way to a commit. */
    private static final Set<String> NUMBERS = Stream.concat(
                    VERSIONS_KEPT.stream(),
                    Stream.of(
                            TableProperties.FORMAT_VERSION,
                            TableProperties.COMMIT_NUM_RETRIES,
                            TableProperties.COMMIT_MIN_RETRY_WAIT_MS,
                            TableProperties.COMMIT_MAX_RETRY_WAIT_MS,
                            TableProperties.COMMIT_TOTAL_RETRY_TIME_MS,
                            TableProperties.COMMIT_NUM_STATUS_CHECKS,
                            TableProperties.COMMIT_STATUS_CHECKS_MIN_WAIT_MS,
                            TableProperties.COMMIT_STATUS_CHECKS_MAX_WAIT_MS,
                            TableProperties.COMMIT_STATUS_CHECKS_TOTAL_WAIT_MS,
                            TableProperties.MANIFEST_TARGET_SIZE_BYTES,
                            TableProperties.MANIFEST_MIN_MERGE_COUNT,
                            TableProperties.WRITE_PARTITION_SUMMARY_LIMIT,
                            TableProperties.METRICS_MAX_INFERRED_COLUMN_DEFAULTS,
                            TableProperties.MAX_SNAPSHOT_AGE_MS,
                            TableProperties.MAX_REF_AGE_MS,
                            TableProperties.MIN_SNAPSHOTS_TO_KEEP,
                            TableProperties.SPLIT_SIZE,
                            TableProperties.METADATA_SPLIT_SIZE,
                            TableProperties.SPLIT_LOOKBACK,
                            TableProperties.SPLIT_OPEN_FILE_COST,
                            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                            TableProperties.DELETE_TARGET_FILE_SIZE_BYTES))
            .collect(Collectors.toUnmodifiableSet());

    private PropertyRules() {}

    /** @throws BadRequestException for properties that are too many or too long, or of which a commit could make nothing */
    public static Map<String, String> check(Map<String, String> properties) {
        if (properties.size() > PROPERTIES_MAX) {
            throw new BadRequestException(
                    "There would be %s properties; at most %s are kept", properties.size(), PROPERTIES_MAX);
        }
        properties.forEach(PropertyRules::check);
        if (chars(properties) > CHARS_MAX) {
            throw new BadRequestException(
                    "The properties have %s characters together; at most %s are kept", chars(properties), CHARS_MAX);
        }
        return properties;
    }

    /** @throws BadRequestException where the update sets such properties */
    public static void check(MetadataUpdate update) {
        if (update instanceof MetadataUpdate.SetProperties set) {
            check(set.updated());
        }
    }

    static long chars(Map<String, String> texts) {
        return texts.entrySet().stream()
                .mapToLong(text -> text.getKey().length() + text.getValue().length())
                .sum();
    }

    private static void check(String key, String value) {
        if (key == null || value == null) {
            throw new BadRequestException("Property '%s' has no value", key);
        }
        if (key.isEmpty() || key.length() > KEY_CHARS_MAX || key.chars().anyMatch(Character::isISOControl)) {
            throw new BadRequestException(
                    "A property's key has 1 to %s characters, none of them a control character", KEY_CHARS_MAX);
        }
        if (key.equals(TableProperties.METADATA_COMPRESSION)) {
            TableMetadataParser.Codec.fromName(value);
        }
        if (key.equals(TableProperties.DEFAULT_NAME_MAPPING)) {
            checkNameMapping(value);
        }
        if (NUMBERS.contains(key)) {
            checkNumber(key, value, VERSIONS_KEPT.contains(key) ? VERSIONS_KEPT_MAX : Long.MAX_VALUE);
        }
    }

    /** Whoever reads files without field ids reads this first. */
    private static void checkNameMapping(String json) {
        try {
            NameMappingParser.fromJson(json);
        } catch (RuntimeException e) {
            throw new BadRequestException(
                    e, "Property %s is no name mapping: %s", TableProperties.DEFAULT_NAME_MAPPING, e.getMessage());
        }
    }

    private static void checkNumber(String key, String value, long max) {
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= max) {
                return;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new BadRequestException("Property %s: expected a number from 0 to %s, not '%s'", key, max, value);
    }
}
