package io.gatewright.conformance.reference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All documents, and the few questions about them that need no reading of the spec but of one kind. */
final class Documents {
    static final String GATEWAY_API = "gateway.networking.k8s.io";

    private final List<Node> nodes = new ArrayList<>();

    Documents(Collection<Map<String, Object>> documents) {
        documents.forEach(document -> nodes.add(new Node(document)));
        nodes.sort(Comparator.comparing(Node::id));
    }

    List<Node> all(String kind) {
        return nodes.stream().filter(node -> node.kind().equals(kind)).toList();
    }

    Optional<Node> find(String kind, String namespace, String name) {
        return nodes.stream()
                .filter(node -> node.kind().equals(kind) && node.name().equals(name))
                .filter(node -> node.namespace().equals(namespace))
                .findFirst();
    }

    /** "A reference across namespaces is only valid if a ReferenceGrant in the namespace of the target allows it." */
    boolean granted(
            String fromGroup,
            String fromKind,
            String fromNamespace,
            String toGroup,
            String toKind,
            String to,
            String name) {
        if (fromNamespace.equals(to)) {
            return true;
        }
        for (Node grant : all("ReferenceGrant")) {
            boolean from = grant.list("spec.from").stream()
                    .anyMatch(entry -> entry.text("group", "").equals(fromGroup)
                            && entry.text("kind", "").equals(fromKind)
                            && entry.text("namespace", "").equals(fromNamespace));
            boolean toTarget = grant.list("spec.to").stream()
                    .anyMatch(entry -> entry.text("group", "").equals(toGroup)
                            && entry.text("kind", "").equals(toKind)
                            && (entry.text("name", "").isEmpty()
                                    || entry.text("name", "").equals(name)));
            if (grant.namespace().equals(to) && from && toTarget) {
                return true;
            }
        }
        return false;
    }

    /** {@code from}: All, Same, None or Selector, judged for the namespace {@code of}. */
    boolean admits(Node namespaces, String otherwise, String home, String of) {
        return switch (namespaces.text("from", otherwise)) {
            case "All" -> true;
            case "Same" -> home.equals(of);
            case "Selector" -> selects(namespaces.at("selector"), of);
            default -> false;
        };
    }

    private boolean selects(Node selector, String namespace) {
        Node labels = nodes.stream()
                .filter(node -> node.kind().equals("Namespace") && node.name().equals(namespace))
                .findFirst()
                .map(node -> node.at("metadata.labels"))
                .orElse(Node.NONE);
        Map<?, ?> map = labels.value() instanceof Map<?, ?> found ? found : Map.of();
        if (selector.at("matchLabels").value() instanceof Map<?, ?> wanted) {
            for (Map.Entry<?, ?> label : wanted.entrySet()) {
                if (!label.getValue().equals(map.get(label.getKey()))) {
                    return false;
                }
            }
        }
        for (Node expression : selector.list("matchExpressions")) {
            Object value = map.get(expression.text("key", ""));
            boolean among = value != null && expression.texts("values").contains(value.toString());
            boolean holds = switch (expression.text("operator", "")) {
                case "In" -> among;
                case "NotIn" -> !among;
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                default -> false;
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
