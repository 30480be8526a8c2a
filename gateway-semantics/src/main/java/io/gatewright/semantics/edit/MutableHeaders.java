package io.gatewright.semantics.edit;

import org.jspecify.annotations.Nullable;

/** Headers that can be changed. Names are compared without regard to case. */
public interface MutableHeaders {
    /** The value, several lines joined by {@code ,}; null if the header is absent. */
    @Nullable
    String header(String name);

    /** Replaces all values by one. */
    void set(String name, String value);

    /** Adds a line of its own. */
    void add(String name, String value);

    /** Removes all values. */
    void remove(String name);
}
