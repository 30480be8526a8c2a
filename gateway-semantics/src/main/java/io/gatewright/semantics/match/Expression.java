package io.gatewright.semantics.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a route: RE2 syntax, so time is linear in the text, and it must match the whole text. The only
 * place that knows the engine.
 */
final class Expression {
    private final String text;
    private final @Nullable Pattern pattern;

    private Expression(String text, @Nullable Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** Compiles; an expression that cannot be compiled matches nothing, and its rule keeps its place. */
    static Expression of(String text) {
        try {
            return new Expression(text, Pattern.compile(text));
        } catch (PatternSyntaxException invalid) {
            return new Expression(text, null);
        }
    }

    boolean valid() {
        return pattern != null;
    }

    boolean matches(CharSequence input) {
        return pattern != null && pattern.matcher(input).matches();
    }

    String text() {
        return text;
    }

    /**
     * The path prefix, in whole segments and without trailing slash, that every text which matches must have: the root if
     * none can be told. Cautious: it looks only at the plain characters in front.
     */
    static String literalSegments(String expression) {
        int start = expression.startsWith("^") ? 1 : 0;
        int end = start;
        while (end < expression.length() && "\\.[](){}*+?|^$".indexOf(expression.charAt(end)) < 0) {
            end++;
        }
        if (end < expression.length() && !startsAtom(expression, end)) {
            end--; // a quantifier, here or after something empty like `(?i)`, may take back the character before it
        }
        int slash = end <= start ? -1 : expression.lastIndexOf('/', end - 1);
        return slash <= start || hasAlternatives(expression) ? "" : expression.substring(start, slash);
    }

    /** Whether what follows can only add to the text: a dot, a class, a group, an escape of a character. */
    private static boolean startsAtom(String expression, int at) {
        char next = at + 1 < expression.length() ? expression.charAt(at + 1) : 0;
        return switch (expression.charAt(at)) {
            case '.', '[' -> true;
            case '(' -> next != '?';
            case '\\' -> next != 'Q' && next != 'E';
            default -> false;
        };
    }

    /** Whether there is a bar outside of groups; in doubt, yes. */
    private static boolean hasAlternatives(String expression) {
        int depth = 0;
        for (int at = 0; at < expression.length(); at++) {
            char c = expression.charAt(at);
            if (c == '\\' || c == '[') {
                // escapes and classes may hide brackets from this simple count
                return expression.indexOf('|') >= 0;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '|' && depth == 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
