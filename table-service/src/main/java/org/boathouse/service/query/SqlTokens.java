package org.boathouse.service.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts SQL text into tokens that, put together again, are the same text. Strings and comments are one token each. */
final class SqlTokens {
    /** Possessive throughout: a hostile text costs linear time. */
    private static final Pattern TOKEN = Pattern.compile("""
            (?<space>\\s++|--[^\\n]*+|/\\*(?:[^*]|\\*(?!/))*+(?:\\*/)?+)\
            |(?<string>'(?:[^']|'')*+'?+|(?<tag>\\$(?:[A-Za-z_]\\w*+)?+\\$)(?s:.*?)(?:\\k<tag>|\\z))\
            |(?<name>"(?:[^"]|"")*+"?+|[\\p{L}_][\\p{L}\\p{N}_$]*+)\
            |(?<number>\\d[\\w.]*+)\
            |(?<symbol>(?s:.))""");

    enum Kind {
        SPACE,
        STRING,
        NAME,
        NUMBER,
        SYMBOL
    }

    record Token(Kind kind, String text) {
        boolean is(String keywordOrSymbol) {
            return text.equalsIgnoreCase(keywordOrSymbol);
        }
    }

    private SqlTokens() {}

    static List<Token> of(String sql) {
        List<Token> tokens = new ArrayList<>();
        Matcher m = TOKEN.matcher(sql);
        while (m.find()) {
            tokens.add(new Token(kind(m), m.group()));
        }
        return tokens;
    }

    private static Kind kind(Matcher m) {
        for (Kind kind : Kind.values()) {
            if (m.group(kind.name().toLowerCase(java.util.Locale.ROOT)) != null) {
                return kind;
            }
        }
        throw new IllegalStateException("no group for " + m.group());
    }
}
