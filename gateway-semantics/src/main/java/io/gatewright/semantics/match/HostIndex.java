package io.gatewright.semantics.match;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.sorted.SharedTable;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by hostname, asked for by host: exact names, wildcards, and one value for every host. All answers for a host are one
 * walk, most specific first. Immutable; changed copies share what they did not touch.
 */
final class HostIndex<V> {
    private static final HostIndex<?> EMPTY = new HostIndex<>(SharedTable.empty(), Regions.suffixes(), null);

    private final SharedTable<String, Node<V>> exact;
    private final Regions<Node<V>> wildcards;
    private final @Nullable Node<V> any;

    private HostIndex(SharedTable<String, Node<V>> exact, Regions<Node<V>> wildcards, @Nullable Node<V> any) {
        this.exact = exact;
        this.wildcards = wildcards;
        this.any = any;
    }

    /** One hostname. */
    static final class Node<V> {
        final Optional<Hostname> name;
        final V value;

        private Node(Optional<Hostname> name, V value) {
            this.name = name;
            this.value = value;
        }
    }

    /** Without any name. */
    @SuppressWarnings("unchecked") // it holds nothing
    static <V> HostIndex<V> empty() {
        return (HostIndex<V>) EMPTY;
    }

    boolean isEmpty() {
        return exact.size() == 0 && wildcards.isEmpty() && any == null;
    }

    /** The most specific node for a normalised host. */
    @Nullable
    Node<V> find(String host) {
        Node<V> node = exact.get(host);
        return node != null ? node : lessSpecific(host);
    }

    /** The next less specific hostname that stands for the same hosts. */
    @Nullable
    Node<V> next(Node<V> node) {
        // the suffix `.b.c` asks for suffixes that leave something in front of them, so never for itself
        return node == any || node.name.isEmpty()
                ? null
                : lessSpecific(node.name.get().suffix());
    }

    private @Nullable Node<V> lessSpecific(String host) {
        Node<V> node = wildcards.longestSuffix(host);
        return node != null ? node : any;
    }

    /** The value of exactly this name, or null. */
    @Nullable
    V value(Optional<Hostname> name) {
        return edit().value(name);
    }

    /** All values, in no order. */
    void forEach(Consumer<V> action) {
        exact.forEach((name, node) -> action.accept(node.value));
        wildcards.forEach(node -> action.accept(node.value));
        if (any != null) {
            action.accept(any.value);
        }
    }

    /** To make another index of this one. */
    Editor<V> edit() {
        return new Editor<>(this);
    }

    /** Collects changes. */
    static final class Editor<V> {
        private final SharedTable.Editor<String, Node<V>> exact;
        private final Regions.Editor<Node<V>> wildcards;
        private @Nullable Node<V> any;

        private Editor(HostIndex<V> from) {
            this.exact = from.exact.edit();
            this.wildcards = from.wildcards.edit();
            this.any = from.any;
        }

        @Nullable
        V value(Optional<Hostname> name) {
            Node<V> node = name.isEmpty()
                    ? any
                    : name.get().wildcard()
                            ? wildcards.get(name.get().suffix())
                            : exact.get(name.get().suffix());
            return node == null ? null : node.value;
        }

        /** Null takes the name out. */
        void put(Optional<Hostname> name, @Nullable V value) {
            Node<V> node = value == null ? null : new Node<>(name, value);
            if (name.isEmpty()) {
                any = node;
            } else if (name.get().wildcard()) {
                wildcards.put(name.get().suffix(), node);
            } else if (node == null) {
                exact.remove(name.get().suffix());
            } else {
                exact.put(name.get().suffix(), node);
            }
        }

        HostIndex<V> build() {
            return new HostIndex<>(exact.build(), wildcards.build(), any);
        }
    }
}
