package org.boathouse.service.security;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A request's path and query, as they came. */
final class Target {
    private static final int HEX = 16;

    private Target() {}

    /**
     * Whether it decodes to text, the same for whoever decodes it: whole percent escapes of well-formed UTF-8, without NUL,
     * which no text in the database can hold.
     */
    static boolean isWellFormed(String target) {
        byte[] decoded = new byte[target.length()];
        int length = 0;
        boolean isAscii = true;
        for (int i = 0; i < target.length(); i++) {
            char next = target.charAt(i);
            int value = next;
            if (next == '%') {
                if (i + 2 >= target.length()) {
                    return false;
                }
                int high = Character.digit(target.charAt(i + 1), HEX);
                int low = Character.digit(target.charAt(i + 2), HEX);
                if (high < 0 || low < 0 || target.charAt(i + 1) > 'f' || target.charAt(i + 2) > 'f') {
                    return false;
                }
                value = high * HEX + low;
                i += 2;
            } else if (next >= 0x7f) {
                return false;
            }
            if (value == 0 || next != '%' && value <= ' ') {
                return false;
            }
            decoded[length++] = (byte) value;
            isAscii &= value < 0x80;
        }
        return isAscii || isUtf8(ByteBuffer.wrap(decoded, 0, length));
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
