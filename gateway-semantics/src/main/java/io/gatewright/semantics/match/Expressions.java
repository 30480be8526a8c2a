package io.gatewright.semantics.match;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Expressions by their text, so that each distinct one is compiled once, also from one plan to the next. */
final class Expressions {
    private final Map<String, Expression> known = new HashMap<>();
    private @Nullable Expressions before;

    Expressions(@Nullable Expressions before) {
        this.before = before;
    }

    Expression get(String text) {
        Expression expression = known.get(text);
        if (expression == null) {
            Expression old = before == null ? null : before.known.get(text);
            expression = old != null ? old : Expression.of(text);
            known.put(text, expression);
        }
        return expression;
    }

    /** Keeps expressions of a table that was taken over as it is. */
    void adopt(Collection<Expression> expressions) {
        expressions.forEach(expression -> known.putIfAbsent(expression.text(), expression));
    }

    /** Forgets what the previous plan had and this one has not. */
    void seal() {
        before = null;
    }
}
