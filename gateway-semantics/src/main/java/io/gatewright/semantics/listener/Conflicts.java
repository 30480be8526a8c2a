package io.gatewright.semantics.listener;

import io.gatewright.model.gateway.Listener;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Indistinct listeners. Two rules live here side by side: listeners of one owner that cannot be told apart all lose ({@code
 * Gateway.spec.listeners}, "Handling indistinct Listeners"), while between owners the earlier one wins (GEP-1713: the
 * Gateway, then its ListenerSets by age and name). TLS settings never make a difference.
 */
final class Conflicts {
    /** What a port is used for; one TCP port serves one of the first three only. */
    private enum Family {
        CLEAR,
        SECURE,
        TCP,
        UDP
    }

    /** A port of one transport. */
    private record Spot(int port, boolean udp) {}

    /** Who stands on a spot: its family, and the holder of each hostname. */
    private static final class Claims {
        private final Map<Family, ListenerNode> families = new LinkedHashMap<>();
        private final Map<String, ListenerNode> hosts = new HashMap<>();
    }

    private final Map<Spot, Claims> standing = new HashMap<>();
    private final Map<ListenerKey, Finding> findings = new LinkedHashMap<>();

    private Conflicts() {}

    /**
     * The listeners that lose, each with its finding.
     *
     * @param owners the listeners of each owner that claim their place ({@link ListenerNode#claimsPlace}), the owner with
     *     the highest precedence first
     */
    static Map<ListenerKey, Finding> among(List<List<ListenerNode>> owners) {
        Conflicts conflicts = new Conflicts();
        boolean gateway = true;
        for (List<ListenerNode> owner : owners) {
            conflicts.judge(owner, gateway);
            gateway = false;
        }
        return conflicts.findings;
    }

    private void judge(List<ListenerNode> owner, boolean gateway) {
        Map<Spot, List<ListenerNode>> mine = new LinkedHashMap<>();
        for (ListenerNode node : owner) {
            mine.computeIfAbsent(spot(node), spot -> new ArrayList<>()).add(node);
        }
        mine.forEach((spot, nodes) -> {
            // who loses to a higher precedence has no place, and so takes none from its siblings
            nodes.forEach(node -> judgeAgainst(standing.get(spot), node));
            judgeWithin(nodes.stream()
                    .filter(node -> !findings.containsKey(node.key()))
                    .toList());
        });
        mine.forEach((spot, nodes) -> {
            Claims claims = standing.computeIfAbsent(spot, key -> new Claims());
            for (ListenerNode node : nodes) {
                // a Gateway's listeners keep their place even in conflict: no ListenerSet profits from it
                if (gateway || !findings.containsKey(node.key())) {
                    claims.families.putIfAbsent(family(node), node);
                    claims.hosts.putIfAbsent(host(node), node);
                }
            }
        });
    }

    private void judgeWithin(List<ListenerNode> nodes) {
        Map<Family, ListenerNode> families = new LinkedHashMap<>();
        Map<String, ListenerNode> hosts = new HashMap<>();
        for (ListenerNode node : nodes) {
            ListenerNode other = families.putIfAbsent(family(node), node);
            ListenerNode same = hosts.putIfAbsent(host(node), node);
            if (other != null && same != null) {
                lose(node, same, Reason.HOSTNAME_CONFLICT);
                lose(same, node, Reason.HOSTNAME_CONFLICT);
            }
        }
        if (families.size() > 1) {
            for (ListenerNode node : nodes) {
                families.forEach((family, other) -> {
                    if (family != family(node)) {
                        findings.remove(node.key());
                        lose(node, other, Reason.PROTOCOL_CONFLICT);
                    }
                });
            }
        }
    }

    private void judgeAgainst(@Nullable Claims claims, ListenerNode node) {
        if (claims == null) {
            return;
        }
        claims.families.forEach((family, other) -> {
            if (family != family(node)) {
                lose(node, other, Reason.PROTOCOL_CONFLICT);
            }
        });
        ListenerNode same = claims.hosts.get(host(node));
        if (same != null) {
            lose(node, same, Reason.HOSTNAME_CONFLICT);
        }
    }

    private void lose(ListenerNode loser, ListenerNode other, Reason reason) {
        Listener spec = loser.spec();
        String what = reason == Reason.PROTOCOL_CONFLICT
                ? "protocol `" + spec.protocol() + "` and protocol `"
                        + other.spec().protocol() + "` cannot share port " + spec.port()
                : "port " + spec.port() + " with "
                        + spec.hostname().map(host -> "hostname `" + host + "`").orElse("no hostname")
                        + " is claimed twice";
        findings.putIfAbsent(
                loser.key(),
                new Finding(
                        loser.key().owner(),
                        loser.path(),
                        reason,
                        "conflicts with listener `" + other.key().section() + "` of "
                                + other.key().owner() + ": " + what + ": change port or hostname of one of them"));
    }

    private static Spot spot(ListenerNode node) {
        return new Spot(node.spec().port(), family(node) == Family.UDP);
    }

    private static String host(ListenerNode node) {
        return node.hostname().map(Object::toString).orElse("");
    }

    private static Family family(ListenerNode node) {
        switch (node.spec().protocol()) {
            case Listener.HTTP:
                return Family.CLEAR;
            case Listener.HTTPS:
            case Listener.TLS:
                return Family.SECURE;
            case Listener.UDP:
                return Family.UDP;
            default:
                return Family.TCP;
        }
    }
}
