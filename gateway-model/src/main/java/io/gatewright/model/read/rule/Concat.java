package io.gatewright.model.read.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lists of rules of different things, in one list. */
final class Concat {
    private Concat() {}

    @SafeVarargs
    static List<Rule<?>> of(Collection<? extends Rule<?>>... parts) {
        List<Rule<?>> all = new ArrayList<>();
        for (Collection<? extends Rule<?>> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }
}
