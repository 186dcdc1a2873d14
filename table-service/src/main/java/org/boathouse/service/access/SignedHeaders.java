package org.boathouse.service.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/** Which headers of a request are signed: all those that tell the store what to do, and of them only known ones. */
final class SignedHeaders {
    /** What engines send with reads and writes. Not among them: what opens an object to others, or locks it. */
    private static final Pattern KNOWN =
            Pattern.compile("x-amz-(?:meta-.*|checksum-.*|sdk-checksum-algorithm|te|trailer"
                    + "|decoded-content-length|server-side-encryption.*|storage-class|tagging|metadata-directive"
                    + "|tagging-directive|copy-source(?:-range|-if-.*|-server-side-encryption.*)?|mp-object-size|request-payer"
                    + "|expected-bucket-owner)");

    /** What the signature itself brings. */
    private static final Pattern OURS = Pattern.compile("x-amz-(?:date|content-sha256)");

    private static final Pattern TELLING = Pattern.compile("x-amz-.*|content-md5");

    private SignedHeaders() {}

    /** Headers by their names in lower case. */
    static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
        Map<String, List<String>> lower = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (lower.put(name.toLowerCase(Locale.ROOT), values) != null) {
                throw LakeFailure.invalid("Header %s is there twice", name);
            }
        });
        return lower;
    }

    /**
     * @param headers by their names in lower case
     * @throws LakeFailure FORBIDDEN where the store is told something that no table needs
     */
    static Map<String, List<String>> of(Map<String, List<String>> headers) {
        Map<String, List<String>> signed = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (!TELLING.matcher(name).matches() || OURS.matcher(name).matches()) {
                return;
            }
            if (name.startsWith("x-amz-") && !KNOWN.matcher(name).matches()) {
                throw LakeFailure.forbidden("A request with header %s is not signed: no table needs it", name);
            }
            signed.put(name, values);
        });
        return signed;
    }
}
