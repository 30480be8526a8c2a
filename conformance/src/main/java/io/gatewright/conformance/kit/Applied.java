package io.gatewright.conformance.kit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The documents that are applied at a moment of a case, as trees, and whom a row means by its target. */
public final class Applied {
    /**
     * Whom a row asks.
     *
     * @param port as declared
     * @param secure the port speaks TLS
     */
    public record Asked(String namespace, String gateway, int port, boolean secure) {}

    private final Map<ObjectName, Map<String, Object>> documents = new LinkedHashMap<>();

    /** Takes a document; one that cannot be read is none. */
    public void put(String text) {
        Map<String, Object> tree;
        try {
            tree = Tree.map("document", CorpusReader.yaml(text));
        } catch (RuntimeException unreadable) {
            return;
        }
        documents.put(ObjectName.of(tree), tree);
    }

    /** Forgets objects. */
    public void remove(List<ObjectName> names) {
        names.forEach(documents::remove);
    }

    /** By name, in the order of appearance. */
    public Map<ObjectName, Map<String, Object>> documents() {
        return documents;
    }

    /** The port that a row's target means: of the named listener, the given one, or of the first listener. */
    public Asked asked(Row row) {
        Row.Target target = row.target();
        ObjectName name = target.gateway().isEmpty()
                ? documents.keySet().stream()
                        .filter(one -> one.kind().equals("Gateway"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("the case has no Gateway"))
                : new ObjectName("Gateway", target.namespace(), target.gateway());
        Map<String, Object> gateway = Optional.ofNullable(documents.get(name))
                .orElseThrow(() -> new IllegalStateException("the case has no " + name));
        List<Map<String, Object>> listeners = new ArrayList<>(listeners(gateway));
        documents.forEach((set, tree) -> {
            if (set.kind().equals("ListenerSet") && name.equals(parent(set, tree))) {
                listeners.addAll(listeners(tree));
            }
        });
        int port = target.port();
        boolean secure = false;
        for (Map<String, Object> listener : listeners) {
            boolean meant = target.port() == 0
                    ? target.listener().isEmpty() || target.listener().equals(listener.get("name"))
                    : number(listener) == target.port();
            if (meant) {
                port = number(listener);
                secure = "HTTPS".equals(listener.get("protocol"));
                break;
            }
        }
        if (port == 0) {
            throw new IllegalStateException("Gateway " + name + " has no listener " + target.listener());
        }
        return new Asked(name.namespace(), name.name(), port, secure);
    }

    private static List<Map<String, Object>> listeners(Map<String, Object> owner) {
        List<Map<String, Object>> listeners = new ArrayList<>();
        Map<String, Object> spec = Tree.map("spec", owner.get("spec"));
        Tree.list("listeners", spec.get("listeners")).forEach(entry -> listeners.add(Tree.map("listeners", entry)));
        return listeners;
    }

    private static int number(Map<String, Object> listener) {
        return listener.get("port") instanceof Integer port ? port : 0;
    }

    private static ObjectName parent(ObjectName set, Map<String, Object> tree) {
        Map<String, Object> spec = Tree.map("spec", tree.get("spec"));
        Map<String, Object> ref = Tree.map("parentRef", spec.get("parentRef"));
        Object namespace = ref.get("namespace");
        return new ObjectName(
                "Gateway", namespace == null ? set.namespace() : namespace.toString(), Tree.text(ref.get("name")));
    }
}
