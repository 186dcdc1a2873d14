package org.boathouse.service.terminal;

/** Text as a terminal shows it: data cannot move its cursor or change its colours, and wide letters take two places. */
public final class DisplayText {
    private static final int SPACE = 0x20;
    private static final int DELETE = 0x7f;
    private static final int FIRST_AFTER_C1 = 0xa0;

    private DisplayText() {}

    /** On one line, with control characters spelt out. */
    public static String printable(String text) {
        if (text.codePoints().noneMatch(DisplayText::isControl)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> shown.append(isControl(c) ? spelt(c) : Character.toString(c)));
        return shown.toString();
    }

    private static boolean isControl(int c) {
        return c < SPACE
                || (c >= DELETE && c < FIRST_AFTER_C1)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    }

    private static String spelt(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\u%04x".formatted(c);
        };
    }

    /** How many places a printable text takes. */
    static int width(String text) {
        return text.codePoints().map(DisplayText::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    /** The blocks that Unicode's East Asian Width calls wide, and emoji. */
    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }

    /** Cut to a width, which an ellipsis is part of. */
    static String fitted(String text, int widthMax) {
        if (width(text) <= widthMax) {
            return text;
        }
        StringBuilder cut = new StringBuilder();
        int width = 0;
        for (int c : text.codePoints().toArray()) {
            width += width(c);
            if (width > widthMax - 1) {
                break;
            }
            cut.appendCodePoint(c);
        }
        return cut.append('…').toString();
    }
}
