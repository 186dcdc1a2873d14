package org.boathouse.service.collector;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.boathouse.contract.layout.LakeLayout;

/**
 * The objects that are needed: a Bloom filter over their keys, and roots under which all are. So its size is fixed. It
 * forgets no object; it may take one for needed that is not, which the next run, seeded otherwise, gets right.
 */
final class NeededFiles implements LakeRoots.Needed {
    private static final int HASHES = 7;
    private static final long FNV_PRIME = 0x100000001b3L;
    /** Hadoop's names for what Iceberg calls s3. */
    private static final Pattern HADOOP_SCHEME = Pattern.compile("^s3[an]://");

    private final LakeLayout layout;
    private final long[] words;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final Set<String> roots = new HashSet<>();
    private boolean allLanded;

    NeededFiles(LakeLayout layout, int bytes) {
        this.layout = layout;
        this.words = new long[Integer.highestOneBit(bytes / Long.BYTES)];
    }

    @Override
    public void file(String location) {
        keyOf(location).ifPresent(this::object);
    }

    @Override
    public void everythingUnder(String location) {
        keyOf(location.endsWith("/") ? location.substring(0, location.length() - 1) : location)
                .map(layout::uri)
                .ifPresent(roots::add);
    }

    /** An object by its key; a file of another bucket is none of the lake's. */
    void object(String key) {
        long hash = hash(key);
        long step = mix(hash) | 1;
        for (int i = 0; i < HASHES; i++, hash += step) {
            words[word(hash)] |= 1L << hash;
        }
    }

    /** Every landed object, where a ledger cannot be read. */
    void everythingLanded() {
        allLanded = true;
    }

    boolean needs(String key) {
        return layout.landedObject(key).isPresent() && allLanded || isUnderRoot(layout.uri(key)) || mayContain(key);
    }

    /** Whether this is a key of the lake's bucket; what lies elsewhere is not the collector's. */
    Optional<String> keyOf(String location) {
        return layout.keyOf(HADOOP_SCHEME.matcher(location).replaceFirst("s3://"));
    }

    private boolean isUnderRoot(String uri) {
        if (roots.isEmpty()) {
            return false;
        }
        for (int slash = uri.lastIndexOf('/'); slash > 0; slash = uri.lastIndexOf('/', slash - 1)) {
            if (roots.contains(uri.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    private boolean mayContain(String key) {
        long hash = hash(key);
        long step = mix(hash) | 1;
        for (int i = 0; i < HASHES; i++, hash += step) {
            if ((words[word(hash)] & 1L << hash) == 0) {
                return false;
            }
        }
        return true;
    }

    /** The low six bits choose within the word, those above choose the word. */
    private int word(long hash) {
        return (int) (hash >>> 6) & words.length - 1;
    }

    private long hash(String key) {
        long hash = seed;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
