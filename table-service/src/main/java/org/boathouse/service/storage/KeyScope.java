package org.boathouse.service.storage;

import java.util.List;
import org.boathouse.contract.failure.LakeFailure;

/**
 * What temporary keys are good for: the objects under some prefixes of the lake's bucket, and nothing else.
 *
 * @param prefixes of object keys, each with the slash that ends it, at least one
 * @param writable whether objects may be written and deleted, or only read and listed
 */
public record KeyScope(List<String> prefixes, boolean writable) {
    public KeyScope {
        prefixes = List.copyOf(prefixes);
        if (prefixes.isEmpty()) {
            throw new IllegalArgumentException("Keys to nothing");
        }
        prefixes.forEach(prefix -> {
            if (prefix.length() < 2 || !prefix.endsWith("/")) {
                throw new IllegalArgumentException("'" + prefix + "' names no folder");
            }
        });
    }

    /** The longest folder that all prefixes lie in, with its slash, or nothing where only the bucket holds them all. */
    public String commonFolder() {
        String common = prefixes.get(0);
        for (String prefix : prefixes) {
            while (!prefix.startsWith(common)) {
                common = common.substring(0, common.lastIndexOf('/', common.length() - 2) + 1);
            }
        }
        return common;
    }

    /** @throws LakeFailure INVALID where no policy can tell these prefixes apart from others on every store */
    String policy(String bucket) {
        return SessionPolicy.of(bucket, this);
    }
}
