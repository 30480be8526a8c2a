package io.gatewright.semantics.listener;

import io.gatewright.model.gateway.Listener;
import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code OverlappingTLSConfig}: HTTPS and TLS listeners of one port whose hostnames overlap. A client may reuse a connection
 * that began at one of them for hosts of the other. Costs one look-up per label of each hostname, not one per pair.
 */
final class Overlaps {
    private Overlaps() {}

    /** The listeners that overlap with another, each with the finding that names one of them. */
    static Map<ListenerKey, Finding> among(List<ListenerNode> nodes) {
        Map<Integer, List<ListenerNode>> byPort = new LinkedHashMap<>();
        for (ListenerNode node : nodes) {
            String protocol = node.spec().protocol();
            if (node.accepted() && (protocol.equals(Listener.HTTPS) || protocol.equals(Listener.TLS))) {
                byPort.computeIfAbsent(node.spec().port(), port -> new ArrayList<>())
                        .add(node);
            }
        }
        Map<ListenerKey, Finding> findings = new LinkedHashMap<>();
        byPort.values().forEach(port -> onPort(port, findings));
        return findings;
    }

    private static void onPort(List<ListenerNode> nodes, Map<ListenerKey, Finding> findings) {
        Map<String, ListenerNode> covering = new HashMap<>();
        for (ListenerNode node : nodes) {
            covering.put(node.hostname().map(Hostname::text).orElse("*"), node);
        }
        for (ListenerNode node : nodes) {
            wider(node, covering).ifPresent(wide -> {
                findings.putIfAbsent(node.key(), finding(node, wide));
                findings.putIfAbsent(wide.key(), finding(wide, node));
            });
        }
    }

    /** The nearest listener whose hostname covers this one's. */
    private static Optional<ListenerNode> wider(ListenerNode node, Map<String, ListenerNode> covering) {
        if (node.hostname().isEmpty()) {
            return Optional.empty();
        }
        String rest = node.hostname().get().suffix();
        int dot = node.hostname().get().wildcard() ? rest.indexOf('.', 1) : rest.indexOf('.');
        while (dot >= 0) {
            ListenerNode wide = covering.get("*" + rest.substring(dot));
            if (wide != null) {
                return Optional.of(wide);
            }
            dot = rest.indexOf('.', dot + 1);
        }
        return Optional.ofNullable(covering.get("*"));
    }

    private static Finding finding(ListenerNode node, ListenerNode other) {
        return new Finding(
                node.key().owner(),
                node.path() + ".hostname",
                Reason.OVERLAPPING_HOSTNAMES,
                "overlaps with listener `" + other.key().section() + "` of "
                        + other.key().owner()
                        + ": clients may reuse a connection for hosts of the other, and with it the TLS settings of this one");
    }
}
