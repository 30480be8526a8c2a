package io.gatewright.conformance.reference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which listeners a Gateway has, its ListenerSets included, and which of them may serve. */
final class Listening {
    /**
     * A listener.
     *
     * @param owner the Gateway or ListenerSet that declares it
     * @param node its declaration
     * @param refused not accepted: as if it were not there
     * @param broken accepted, but without a usable certificate: it refuses those who come to it
     */
    record Listener(Node owner, Node node, boolean refused, boolean broken) {
        String name() {
            return node.text("name", "");
        }

        int port() {
            return node.number("port", 0);
        }

        String protocol() {
            return node.text("protocol", "");
        }

        String hostname() {
            return node.text("hostname", "").toLowerCase(Locale.ROOT);
        }

        boolean secure() {
            return protocol().equals("HTTPS") || protocol().equals("TLS");
        }

        boolean terminates() {
            return node.text("tls.mode", "Terminate").equals("Terminate");
        }

        Listener refuse() {
            return new Listener(owner, node, true, broken);
        }

        boolean same(Listener other) {
            return owner.id().equals(other.owner.id()) && name().equals(other.name());
        }
    }

    private final Documents documents;
    private final Node gateway;

    Listening(Documents documents, Node gateway) {
        this.documents = documents;
        this.gateway = gateway;
    }

    /** All listeners, also the refused ones. */
    List<Listener> all() {
        List<Listener> listeners = new ArrayList<>(declared(gateway));
        // "Listeners within a Gateway are indistinct ... the implementation MUST NOT pick one as the winner"
        List<Listener> judged = new ArrayList<>();
        for (Listener one : listeners) {
            boolean conflict =
                    listeners.stream().anyMatch(other -> one != other && !other.refused() && conflict(one, other));
            judged.add(conflict ? one.refuse() : one);
        }
        // GEP-1713: Gateway listeners first, then ListenerSets by creation time, then by namespace and name
        List<Listener> standing = new ArrayList<>(listeners);
        for (Node set : sets()) {
            List<Listener> mine = declared(set);
            for (Listener one : mine) {
                // a sibling that loses to a higher precedence takes nobody's place
                boolean within = mine.stream()
                        .anyMatch(other -> one != other
                                && !other.refused()
                                && conflict(one, other)
                                && standing.stream().noneMatch(above -> !above.refused() && conflict(other, above)));
                boolean before = standing.stream().anyMatch(other -> !other.refused() && conflict(one, other));
                judged.add(within || before ? one.refuse() : one);
            }
            judged.stream()
                    .filter(one -> one.owner().id().equals(set.id()) && !one.refused())
                    .forEach(standing::add);
        }
        return judged;
    }

    /** The ListenerSets that the Gateway admits, in order of precedence. */
    private List<Node> sets() {
        return documents.all("ListenerSet").stream()
                .filter(set -> set.text("spec.parentRef.name", "").equals(gateway.name()))
                .filter(set ->
                        set.text("spec.parentRef.namespace", set.namespace()).equals(gateway.namespace()))
                .filter(set -> set.text("spec.parentRef.kind", "Gateway").equals("Gateway"))
                .filter(set -> documents.admits(
                        gateway.at("spec.allowedListeners.namespaces"), "None", gateway.namespace(), set.namespace()))
                .sorted(Comparator.comparing(Node::created)
                        .thenComparing(Node::namespace)
                        .thenComparing(Node::name))
                .toList();
    }

    private List<Listener> declared(Node owner) {
        return owner.list("spec.listeners").stream()
                .map(node -> {
                    Listener plain = new Listener(owner, node, false, false);
                    boolean known = Set.of("HTTP", "HTTPS", "TLS", "TCP", "UDP").contains(plain.protocol());
                    boolean broken = plain.secure() && plain.terminates() && !hasCertificate(owner, node);
                    return new Listener(owner, node, !known, broken);
                })
                .toList();
    }

    /** "Port, protocol and, where the protocol has them, hostname"; a TCP port speaks one thing only. */
    private static boolean conflict(Listener one, Listener other) {
        boolean udp = one.protocol().equals("UDP");
        if (one.port() != other.port() || udp != other.protocol().equals("UDP")) {
            return false;
        }
        if (udp || one.protocol().equals("TCP") || other.protocol().equals("TCP")) {
            return true;
        }
        return one.secure() != other.secure() || one.hostname().equals(other.hostname());
    }

    private boolean hasCertificate(Node owner, Node listener) {
        List<Node> refs = listener.list("tls.certificateRefs");
        return !refs.isEmpty()
                && refs.stream().allMatch(ref -> {
                    String namespace = ref.text("namespace", owner.namespace());
                    return ref.text("kind", "Secret").equals("Secret")
                            && ref.text("group", "").isEmpty()
                            && documents.granted(
                                    Documents.GATEWAY_API,
                                    owner.kind(),
                                    owner.namespace(),
                                    "",
                                    "Secret",
                                    namespace,
                                    ref.text("name", ""))
                            && documents
                                    .find("Secret", namespace, ref.text("name", ""))
                                    .filter(secret -> certificate(secret))
                                    .isPresent();
                });
    }

    private static boolean certificate(Node secret) {
        // field names contain a dot, so they are looked up by hand
        return secret.fields("data").containsAll(Set.of("tls.crt", "tls.key"));
    }

    /** The kinds that a listener takes: those its protocol can serve, narrowed by what it says. */
    static Set<String> kinds(Listener listener) {
        Set<String> able = switch (listener.protocol()) {
            case "HTTP", "HTTPS" -> Set.of("HTTPRoute", "GRPCRoute");
            case "TLS" -> Set.of("TLSRoute");
            case "TCP" -> Set.of("TCPRoute");
            case "UDP" -> Set.of("UDPRoute");
            default -> Set.of();
        };
        List<Node> said = listener.node().list("allowedRoutes.kinds");
        if (said.isEmpty()) {
            return able;
        }
        Set<String> kinds = new TreeSet<>();
        for (Node kind : said) {
            if (kind.text("group", Documents.GATEWAY_API).equals(Documents.GATEWAY_API)
                    && able.contains(kind.text("kind", ""))) {
                kinds.add(kind.text("kind", ""));
            }
        }
        return kinds;
    }
}
