package io.gatewright.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The {@code # settings} of a case.
 *
 * @param features that a gateway must support to be judged
 * @param backends by {@code namespace/name}: Services that the kit serves, besides the standard ones
 * @param engines names of engines to which the case is confined; empty: all
 * @param admitted the objects are as an API server with older rules has stored them: only for engines that can skip
 *     validation
 */
public record CaseSettings(Set<String> features, Map<String, Backend> backends, Set<String> engines, boolean admitted) {
    static final CaseSettings NONE = new CaseSettings(Set.of(), Map.of(), Set.of(), false);

    /**
     * A Service served by echo servers.
     *
     * @param endpoints one each
     * @param certificate what its TLS ports show, in the notation of placeholders
     */
    public record Backend(List<Endpoint> endpoints, Optional<String> certificate) {}

    /** How an endpoint is. */
    public enum Endpoint {
        READY,
        /** Ready as far as is known, but its ports refuse connections. */
        CLOSED,
        /** Listens, but is reported as not ready. */
        UNREADY,
        /** Serving, but on its way out. */
        TERMINATING
    }

    static CaseSettings read(Object document) {
        Tree tree = Tree.of("settings", document);
        Map<String, Backend> backends = new TreeMap<>();
        tree.map("backends")
                .forEach((name, value) -> backends.put(
                        name.indexOf('/') < 0 ? "default/" + name : name, backend("settings.backends." + name, value)));
        CaseSettings settings = new CaseSettings(
                new TreeSet<>(tree.texts("features")),
                backends,
                new TreeSet<>(tree.texts("engines")),
                tree.flag("admitted"));
        tree.done();
        return settings;
    }

    private static Backend backend(String where, Object value) {
        Tree tree = Tree.of(where, value);
        List<Endpoint> endpoints = new ArrayList<>();
        if (tree.has("endpoints")) {
            for (String state : tree.texts("endpoints")) {
                try {
                    endpoints.add(Endpoint.valueOf(state.toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException unknown) {
                    throw new CaseFormatException(
                            where + ".endpoints: expected ready, closed, unready or terminating, got `" + state + "`",
                            unknown);
                }
            }
        } else {
            endpoints.add(Endpoint.READY);
        }
        Backend backend = new Backend(
                List.copyOf(endpoints),
                Optional.ofNullable(tree.get("certificate")).map(Tree::text));
        tree.done();
        return backend;
    }
}
