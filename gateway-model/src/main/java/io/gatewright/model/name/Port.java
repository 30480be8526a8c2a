package io.gatewright.model.name;

import java.util.Optional;

/** A TCP or UDP port, 1 to 65535. */
public record Port(int value) implements Comparable<Port> {
    private static final int MAX = 65_535;

    public Port {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException("port `" + value + "`: expected 1 to " + MAX);
        }
    }

    /** The port, or empty when the number is out of range. */
    public static Optional<Port> of(int value) {
        return value < 1 || value > MAX ? Optional.empty() : Optional.of(new Port(value));
    }

    @Override
    public int compareTo(Port other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
