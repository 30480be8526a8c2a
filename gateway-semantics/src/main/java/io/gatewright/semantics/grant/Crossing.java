package io.gatewright.semantics.grant;

/** A way from one namespace into another, which needs consent. */
public record Crossing(String from, String to) implements Comparable<Crossing> {
    @Override
    public int compareTo(Crossing other) {
        int byTarget = to.compareTo(other.to);
        return byTarget != 0 ? byTarget : from.compareTo(other.from);
    }
}
