package io.gatewright.k8s.watch;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where the controller looks.
 *
 * @param namespaces empty: everywhere
 */
public record Scope(SortedSet<String> namespaces) {
    /** All namespaces. */
    public static final Scope EVERYWHERE = new Scope(new TreeSet<>());

    public Scope {
        namespaces = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
    }

    /** Whether it is restricted. */
    public boolean restricted() {
        return !namespaces.isEmpty();
    }

    boolean holds(String namespace) {
        return namespaces.isEmpty() || namespaces.contains(namespace);
    }
}
