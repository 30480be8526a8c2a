package io.gatewright.semantics.grant;

import java.util.Comparator;

/** A way from one namespace into another, which needs consent. */
public record Crossing(String from, String to) implements Comparable<Crossing> {
    private static final Comparator<Crossing> ORDER =
            Comparator.comparing(Crossing::to).thenComparing(Crossing::from);

    @Override
    public int compareTo(Crossing other) {
        return ORDER.compare(this, other);
    }
}
