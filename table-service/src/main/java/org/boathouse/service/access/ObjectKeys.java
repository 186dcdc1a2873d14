package org.boathouse.service.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Reads object keys out of requests, and refuses those that somebody on the way to the store might read otherwise: a proxy
 * that resolves {@code ..}, decodes twice, merges slashes or cuts path parameters off.
 */
final class ObjectKeys {
    /** What RFC 3986 lets stand in a path, save the semicolon, behind which some servers stop reading. */
    private static final Pattern RAW = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,=:@/-]|%[0-9A-Fa-f]{2})+");

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final int KEY_BYTES_MAX = 1024;

    private ObjectKeys() {}

    /**
     * The key in a URL's path or in a header.
     *
     * @param raw without the slash before it
     * @throws LakeFailure FORBIDDEN
     */
    static String decode(String raw) {
        if (!RAW.matcher(raw).matches()) {
            throw refused(raw, "it holds characters that must be percent-encoded");
        }
        if (raw.toUpperCase(Locale.ROOT).contains("%2F")) {
            throw refused(raw, "it holds an encoded slash");
        }
        return check(decodeOnce(raw));
    }

    /**
     * A key that is not encoded.
     *
     * @throws LakeFailure FORBIDDEN
     */
    static String check(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > KEY_BYTES_MAX) {
            throw refused(key, "it is longer than the %s bytes that a key may have".formatted(KEY_BYTES_MAX));
        }
        // Iceberg escapes the values of partitions in its file names, so an escape that is left is nothing odd by
        // itself.
        String read = key;
        checkFolders(read, key);
        while (ESCAPE.matcher(read).find()) {
            String again = decodeOnce(read);
            if (again.equals(read)) {
                break;
            }
            read = again;
            checkDots(read, key);
        }
        return key;
    }

    private static void checkFolders(String read, String key) {
        if (Arrays.asList(read.split("/", -1)).contains("")) {
            throw refused(key, "one of its folders has no name");
        }
        checkDots(read, key);
    }

    private static void checkDots(String read, String key) {
        if (read.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\')) {
            throw refused(key, "it holds a backslash or a control character");
        }
        for (String folder : read.split("/", -1)) {
            String bare = folder.replaceFirst(";.*$", "");
            if (bare.equals(".") || bare.equals("..")) {
                throw refused(key, "one of its folders is . or ..");
            }
        }
    }

    static String decodeOnce(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low < 0) {
                decoded.put(bytes[i]);
            } else {
                decoded.put((byte) (high << 4 | low));
                i += 2;
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw refused(text, "it is not UTF-8");
        }
    }

    private static LakeFailure refused(String key, String why) {
        return LakeFailure.forbidden("A request for '%s' is not signed: %s", key.replaceAll("\\p{Cntrl}", "?"), why);
    }
}
