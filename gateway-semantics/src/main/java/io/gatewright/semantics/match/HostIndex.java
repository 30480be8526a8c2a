package io.gatewright.semantics.match;

import io.gatewright.model.name.Hostname;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values by hostname, asked for by host: exact names, wildcards, and one value for every host. A node links to the next
 * less specific one that holds for the same hosts, so all answers for a host are one walk, most specific first.
 */
final class HostIndex<V> {
    /** One hostname. */
    static final class Node<V> {
        final Optional<Hostname> name;
        final V value;
        private @Nullable Node<V> next;

        private Node(Optional<Hostname> name, V value) {
            this.name = name;
            this.value = value;
        }

        /** The next less specific hostname that stands for the same hosts. */
        @Nullable
        Node<V> next() {
            return next;
        }
    }

    private final Map<String, Node<V>> exact = new HashMap<>();
    private final Regions<Node<V>> wildcards;
    private final @Nullable Node<V> any;

    /** An index of these values; the empty hostname stands for every host. */
    HostIndex(Map<Optional<Hostname>, V> values) {
        Map<String, Node<V>> suffixes = new HashMap<>();
        Node<V> everyHost = null;
        for (Map.Entry<Optional<Hostname>, V> entry : values.entrySet()) {
            Node<V> node = new Node<>(entry.getKey(), entry.getValue());
            if (entry.getKey().isEmpty()) {
                everyHost = node;
            } else {
                Hostname name = entry.getKey().get();
                (name.wildcard() ? suffixes : exact).put(name.suffix(), node);
            }
        }
        this.any = everyHost;
        this.wildcards = Regions.suffixes(suffixes);
        exact.forEach((host, node) -> node.next = lessSpecific(host));
        // the suffix `.b.c` asks for suffixes that leave something in front of them, so never for itself
        suffixes.forEach((suffix, node) -> node.next = lessSpecific(suffix));
    }

    /** The most specific node for a normalised host. */
    @Nullable
    Node<V> find(String host) {
        Node<V> node = exact.get(host);
        return node != null ? node : lessSpecific(host);
    }

    private @Nullable Node<V> lessSpecific(String host) {
        Node<V> node = wildcards.longestSuffix(host);
        return node != null ? node : any;
    }
}
