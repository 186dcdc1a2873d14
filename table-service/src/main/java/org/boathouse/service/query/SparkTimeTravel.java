package org.boathouse.service.query;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.boathouse.service.query.SqlTokens.Kind;
import org.boathouse.service.query.SqlTokens.Token;

/**
 * Turns the time travel that Spark and others write, {@code t [FOR] VERSION|TIMESTAMP AS OF point [[AS] alias]}, into
 * DuckDB's {@code t [AS alias] AT (VERSION|TIMESTAMP => point)}; and DuckDB's own clause into that order too, for it
 * takes the alias only ahead of it. Everything else stays as it is.
 */
final class SparkTimeTravel {
    /** What may follow a table and is no alias. */
    private static final Set<String> NO_ALIAS = Set.of(
            "where",
            "join",
            "inner",
            "left",
            "right",
            "full",
            "cross",
            "natural",
            "outer",
            "semi",
            "anti",
            "asof",
            "positional",
            "lateral",
            "on",
            "using",
            "group",
            "order",
            "having",
            "limit",
            "offset",
            "fetch",
            "union",
            "intersect",
            "except",
            "qualify",
            "window",
            "tablesample",
            "pivot",
            "unpivot",
            "select",
            "for",
            "as",
            "at");

    private final List<Token> tokens;
    /** Where the parenthesis that a token opens is closed; 0 where it opens none or nothing closes it. */
    private final int[] closing;

    private final StringBuilder out = new StringBuilder();
    private int next;

    private SparkTimeTravel(String sql) {
        tokens = SqlTokens.of(sql);
        closing = closing(tokens);
    }

    private static int[] closing(List<Token> tokens) {
        int[] closing = new int[tokens.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < closing.length; i++) {
            if (tokens.get(i).is("(")) {
                open.push(i);
            } else if (tokens.get(i).is(")") && !open.isEmpty()) {
                closing[open.pop()] = i;
            }
        }
        return closing;
    }

    static String rewrite(String sql) {
        return new SparkTimeTravel(sql).rewrite();
    }

    private String rewrite() {
        while (next < tokens.size()) {
            int clause = next;
            String rewritten = afterName() ? clause() : null;
            if (rewritten == null) {
                next = clause;
                out.append(tokens.get(next++).text());
            } else {
                out.append(rewritten);
            }
        }
        return out.toString();
    }

    /** A clause can only follow a name, as a table's last part is. */
    private boolean afterName() {
        if (tokens.get(next).kind() != Kind.NAME) {
            return false;
        }
        int before = next - 1;
        while (before >= 0 && tokens.get(before).kind() == Kind.SPACE) {
            before--;
        }
        return before >= 0 && tokens.get(before).kind() == Kind.NAME;
    }

    /** The clause that starts here with the alias ahead of it, or null where none does. */
    private String clause() {
        String clause = take("at") ? duckClause() : asOfClause();
        return clause == null ? null : alias() + clause;
    }

    private String duckClause() {
        String point = parenthesized();
        return point == null || !point.contains("=>") ? null : "AT " + point;
    }

    private String asOfClause() {
        take("for");
        String unit = take("version") || take("system_version")
                ? "VERSION"
                : take("timestamp") || take("system_time") ? "TIMESTAMP" : null;
        if (unit == null || !take("as") || !take("of")) {
            return null;
        }
        String point = point();
        return point == null ? null : "AT (" + unit + " => " + point + ")";
    }

    /** A string, a number, {@code TIMESTAMP 'text'}, a call, or anything in parentheses. */
    private String point() {
        skipSpace();
        if (next >= tokens.size()) {
            return null;
        }
        Token first = tokens.get(next);
        if (first.kind() == Kind.STRING || first.kind() == Kind.NUMBER) {
            next++;
            return first.text();
        }
        if (first.kind() == Kind.NAME) {
            next++;
            skipSpace();
            if (next < tokens.size() && tokens.get(next).kind() == Kind.STRING) {
                return first.text() + " " + tokens.get(next++).text();
            }
            String arguments = parenthesized();
            return arguments == null ? null : first.text() + arguments;
        }
        return parenthesized();
    }

    /** {@code "AS alias "}, empty where none follows. */
    private String alias() {
        int start = next;
        boolean as = take("as");
        skipSpace();
        if (next < tokens.size() && tokens.get(next).kind() == Kind.NAME) {
            String name = tokens.get(next).text();
            if (as || !NO_ALIAS.contains(name.toLowerCase(Locale.ROOT))) {
                next++;
                int afterName = next;
                String columns = parenthesized();
                if (columns == null) {
                    next = afterName;
                }
                return "AS " + name + (columns == null ? " " : columns + " ");
            }
        }
        next = start;
        return "";
    }

    private String parenthesized() {
        skipSpace();
        if (next >= tokens.size() || !tokens.get(next).is("(")) {
            return null;
        }
        int open = next;
        if (closing[open] == 0) {
            return null;
        }
        next = closing[open] + 1;
        return tokens.subList(open, next).stream().map(Token::text).collect(Collectors.joining());
    }

    private boolean take(String keyword) {
        skipSpace();
        if (next < tokens.size() && tokens.get(next).is(keyword)) {
            next++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (next < tokens.size() && tokens.get(next).kind() == Kind.SPACE) {
            next++;
        }
    }
}
