package io.gatewright.semantics.listener;

import io.gatewright.model.core.LabelSelector;
import io.gatewright.model.core.Namespace;
import io.gatewright.semantics.reference.Lookup;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The gate {@code namespaces.from}: which namespaces may attach to an object. Used for routes ({@code
 * allowedRoutes.namespaces}) and for ListenerSets ({@code allowedListeners.namespaces}).
 */
public final class NamespaceGate {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private NamespaceGate() {}

    /**
     * Whether objects of {@code candidate} pass.
     *
     * @param from {@code All}, {@code Same}, {@code Selector} or {@code None}; anything else admits nobody
     * @param own the namespace of the object that carries the gate
     */
    public static boolean admits(
            Lookup lookup, String from, Optional<LabelSelector> selector, String own, String candidate) {
        switch (from) {
            case "All":
                return true;
            case "Same":
                return own.equals(candidate);
            case "Selector":
                return selector.isPresent()
                        && selector.get().malformed().isEmpty()
                        && selector.get().matches(labels(lookup, candidate));
            default:
                return false;
        }
    }

    /** A namespace's labels; its name is always one of them, as an API server sees to. */
    private static Map<String, String> labels(Lookup lookup, String namespace) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(NAME_LABEL, namespace);
        lookup.get(Namespace.KIND, "", namespace)
                .ifPresent(object -> labels.putAll(object.metadata().labels()));
        return labels;
    }
}
