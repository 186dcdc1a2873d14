package org.boathouse.contract.product;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;

/** Keys that the lake writes into the properties of its tables, so that every engine sees whose they are. */
public final class TableKeys {
    public static final String CONTRACT_ID = "boathouse.contract-id";
    public static final String CONTRACT_VERSION = "boathouse.contract-version";
    public static final String CONTRACT_STATUS = "boathouse.contract-status";
    public static final String DATA_PRODUCT = "boathouse.data-product";
    public static final String OWNER = "boathouse.owner";
    /** By these a table is known as a contract's: nobody but {@code apply} sets them. */
    public static final Set<String> OF_CONTRACT = Set.of(CONTRACT_ID, CONTRACT_VERSION, CONTRACT_STATUS);

    /** All that follows the contract on every apply, save the description, which is anybody's to better. */
    public static final Set<String> FROM_CONTRACT =
            Set.of(CONTRACT_ID, CONTRACT_VERSION, CONTRACT_STATUS, DATA_PRODUCT, OWNER);

    /**
     * Why runs leave the table as it is, in words: it was restored, and what had been read since must not come back by
     * itself. Set by a restore, in its commit; removed by {@code run --resume} and {@code run --skip-to now}.
     */
    public static final String HELD = "boathouse.held";
    /** The table's description, under the key where Spark and Trino look for it. */
    public static final String COMMENT = "comment";

    /**
     * Properties of a new product table. Copy-on-write, because a changelog scan refuses delete files; nothing but the
     * service's collector deletes files, hence {@code gc.enabled=false}.
     */
    public static final Map<String, String> DEFAULTS = Map.of(
            "format-version", "2",
            "gc.enabled", "false",
            "write.delete.mode", "copy-on-write",
            "write.update.mode", "copy-on-write",
            "write.merge.mode", "copy-on-write",
            "write.parquet.compression-codec", "zstd");

    private TableKeys() {}

    /** What a contract says of a table in its properties; these follow the contract on every apply. */
    public static Map<String, String> of(DataContract contract, TableContract table) {
        Map<String, String> properties = new TreeMap<>();
        properties.put(CONTRACT_ID, contract.id());
        properties.put(CONTRACT_VERSION, contract.version().toString());
        properties.put(CONTRACT_STATUS, contract.status().id());
        properties.put(DATA_PRODUCT, contract.dataProduct());
        contract.owner().ifPresent(owner -> properties.put(OWNER, owner));
        table.description().ifPresent(description -> properties.put(COMMENT, description));
        return properties;
    }
}
