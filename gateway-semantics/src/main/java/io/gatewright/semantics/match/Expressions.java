package io.gatewright.semantics.match;

import io.gatewright.model.sorted.SortedTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Expressions by their text, so that each distinct one is compiled once, also from one plan to the next. How often each is
 * used is counted, so that what nobody uses any more is forgotten without a look at all others.
 */
final class Expressions {
    private SortedTree<String, Used> known;
    private final List<Expression> released = new ArrayList<>();

    private record Used(Expression expression, int times) {}

    Expressions(@Nullable Expressions before) {
        this.known = before == null ? SortedTree.empty() : before.known;
    }

    /** One use of an expression. */
    Expression get(String text) {
        Used used = known.get(text);
        Expression expression = used == null ? Expression.of(text) : used.expression;
        known = known.with(text, new Used(expression, used == null ? 1 : used.times + 1));
        return expression;
    }

    /** The end of one use; the expression stays until {@link #seal}, since it may be asked for again. */
    void release(List<Expression> expressions) {
        released.addAll(expressions);
    }

    /** Forgets what the previous plan had and this one has not. */
    void seal() {
        for (Expression expression : released) {
            Used used = known.get(expression.text());
            if (used != null) {
                known = used.times == 1
                        ? known.without(expression.text())
                        : known.with(expression.text(), new Used(used.expression, used.times - 1));
            }
        }
        released.clear();
    }

    /** How many distinct ones there are. */
    int size() {
        return known.size();
    }
}
