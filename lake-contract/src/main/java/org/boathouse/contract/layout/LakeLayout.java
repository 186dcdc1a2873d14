package org.boathouse.contract.layout;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Where everything in one lake lies: the only code that builds or parses a bucket, a prefix, an object key or a table
 * location, in both directions.
 *
 * <pre>
 * s3://{bucket}/{domain}/raw/{dataset}/{sha256}{extension}     landed files, immutable
 * s3://{bucket}/{domain}/tables/{layer}/{table}-{uuid}/...     Iceberg tables
 * s3://{bucket}/_tables/{table}-{uuid}/...                     Iceberg tables of other namespaces
 * </pre>
 */
public record LakeLayout(String bucket) {
    /** What a catalog calls a lake: {@code spark.sql.catalog.lake}. */
    public static final String CATALOG = "lake";

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern LANDED =
            Pattern.compile("([^/]+)/raw/([^/]+)/([0-9a-f]{64})((?:\\.[a-z0-9]{1,16}){0,3})");
    private static final Pattern TABLE = Pattern.compile(
            "([^/]+)/tables/([^/]+)/([^/]+)-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    private static final Set<String> DOMAIN_FOLDERS = Set.of("raw", "tables");

    /** No domain begins with an underscore, so tables without a domain lie beside all of them. */
    public static final String OTHER_TABLES = "_tables/";

    /** Folders of any depth; a name that begins with a dot could mean another folder. */
    private static final Pattern OTHER_TABLE =
            Pattern.compile(OTHER_TABLES + "[\\w=+@~,-][\\w.=+@~,-]*(/[\\w=+@~,-][\\w.=+@~,-]*)*");

    private static final Pattern IN_TABLE = Pattern.compile(
            "((?:[^/]+/tables/[^/]+|_tables)/[^/]*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/.+");

    private static final Pattern NOT_IN_KEYS = Pattern.compile("[^a-z0-9_]+");
    private static final int OTHER_NAME_MAX = 64;

    public LakeLayout {
        if (!BUCKET.matcher(bucket).matches()) {
            throw LakeFailure.invalid("'%s' is no bucket name: see the S3 bucket naming rules", bucket);
        }
    }

    /** The object key of a landed content. */
    public String key(LandedObject object) {
        return landedPrefix(object.dataset()) + object.content().sha256() + object.extension();
    }

    /** The key prefix, with its trailing slash, under which a dataset's landed objects lie. */
    public String landedPrefix(Dataset dataset) {
        return dataset.domain() + "/raw/" + dataset.name() + "/";
    }

    /** Which landed content an object is by its key alone; the bucket may hold others' objects. */
    public Optional<LandedObject> landedObject(String key) {
        Matcher m = LANDED.matcher(key);
        return m.matches()
                ? ofLake(() -> new LandedObject(
                        new Dataset(new Domain(m.group(1)), m.group(2)), new ContentHash(m.group(3)), m.group(4)))
                : Optional.empty();
    }

    /** Empty where there is a name that nothing in a lake can have. */
    private static <T> Optional<T> ofLake(Supplier<T> named) {
        try {
            return Optional.of(named.get());
        } catch (LakeFailure notOfTheLayout) {
            return Optional.empty();
        }
    }

    /** A table's root location, without a trailing slash; the UUID keeps a re-created table off its predecessor's files. */
    public String tableLocation(TableName table, UUID uuid) {
        return uri("%s/tables/%s/%s-%s".formatted(table.domain(), table.layer().id(), table.table(), uuid));
    }

    /**
     * The root location of a table in a namespace that is not {@code <domain>.<layer>}, where names may hold anything: the
     * key keeps what is harmless of the name, and the UUID tells tables apart.
     */
    public String otherTableLocation(String table, UUID uuid) {
        String harmless = NOT_IN_KEYS.matcher(table.toLowerCase(Locale.ROOT)).replaceAll("-");
        String shortened = harmless.substring(0, Math.min(harmless.length(), OTHER_NAME_MAX));
        return uri(OTHER_TABLES + shortened + "-" + uuid);
    }

    /** Whether a table of a namespace that is not {@code <domain>.<layer>} may lie here, without a trailing slash. */
    public boolean isOtherTableLocation(String location) {
        return keyOf(location).filter(key -> OTHER_TABLE.matcher(key).matches()).isPresent();
    }

    /**
     * A new metadata file of a table.
     *
     * @param version how many commits the table has behind it; only people read it
     * @param suffix the codec's, {@code .metadata.json} or {@code .gz.metadata.json}
     */
    public static String metadataFile(String tableLocation, long version, UUID uuid, String suffix) {
        return "%s/metadata/%05d-%s%s".formatted(tableLocation, version, uuid, suffix);
    }

    /** Where a file of a table's metadata lies that has a name of its own: a manifest, a manifest list. */
    public static String metadataFile(String tableLocation, String name) {
        return tableLocation + "/metadata/" + name;
    }

    /** Which table a root location belongs to. */
    public Optional<TableName> tableAt(String location) {
        String root = uri("");
        if (!location.startsWith(root)) {
            return Optional.empty();
        }
        Matcher m = TABLE.matcher(location.substring(root.length()));
        return m.matches()
                ? Layer.of(m.group(2))
                        .flatMap(layer -> ofLake(() -> new TableName(new Domain(m.group(1)), layer, m.group(3))))
                : Optional.empty();
    }

    /**
     * Whether a location in this lake is one that the layout leaves to others: neither in the folders of landed files and of
     * tables, nor above any of them.
     */
    public boolean isUnclaimed(String location) {
        String[] folders = keyOf(location).orElse("").split("/");
        if (folders[0].isEmpty() || (folders[0] + "/").equals(OTHER_TABLES)) {
            return false;
        }
        return !Domain.isValid(folders[0]) || (folders.length > 1 && !DOMAIN_FOLDERS.contains(folders[1]));
    }

    /** The root location of the table that an object belongs to by its key alone, whether or not there is such a table. */
    public Optional<String> tableRootOf(String key) {
        Matcher m = IN_TABLE.matcher(key);
        return m.matches() ? Optional.of(uri(m.group(1))) : Optional.empty();
    }

    /** The full URI of a key, {@code s3://bucket/key}. */
    public String uri(String key) {
        return "s3://" + bucket + "/" + key;
    }

    /** The key of a full URI, the inverse of {@link #uri}; empty where the URI is of another bucket. */
    public Optional<String> keyOf(String uri) {
        String root = uri("");
        return uri.startsWith(root) ? Optional.of(uri.substring(root.length())) : Optional.empty();
    }
}
