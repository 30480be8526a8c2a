package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.ObjectName;
import io.gatewright.conformance.kit.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What engines without sockets share: the documents as trees, and whom a row asks. */
final class Offline {
    /** Whom a row asks. */
    record Asked(String namespace, String gateway, int port, boolean secure) {}

    private final Map<ObjectName, Map<String, Object>> documents = new LinkedHashMap<>();

    void put(String text) {
        Map<String, Object> tree;
        try {
            tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (RuntimeException unreadable) {
            return;
        }
        documents.put(name(tree), tree);
    }

    void remove(List<ObjectName> names) {
        names.forEach(documents::remove);
    }

    Map<ObjectName, Map<String, Object>> documents() {
        return documents;
    }

    private static ObjectName name(Map<String, Object> tree) {
        Map<?, ?> metadata = (Map<?, ?>) tree.get("metadata");
        String kind = (String) tree.get("kind");
        Object namespace = metadata.get("namespace");
        return namespace == null
                ? ObjectName.of(kind, String.valueOf(metadata.get("name")))
                : new ObjectName(
                        kind,
                        ObjectName.clusterScoped(kind) ? "" : namespace.toString(),
                        String.valueOf(metadata.get("name")));
    }

    /** The port that a row's target means: of the named listener, the given one, or of the first listener. */
    Asked asked(Row row) {
        Row.Target target = row.target();
        ObjectName name = target.gateway().isEmpty()
                ? documents.keySet().stream()
                        .filter(one -> one.kind().equals("Gateway"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("the case has no Gateway"))
                : new ObjectName("Gateway", target.namespace(), target.gateway());
        Map<String, Object> gateway = Optional.ofNullable(documents.get(name))
                .orElseThrow(() -> new IllegalStateException("the case has no " + name));
        int port = target.port();
        boolean secure = false;
        List<?> listeners = (List<?>) ((Map<?, ?>) gateway.get("spec")).get("listeners");
        for (Object entry : listeners) {
            Map<?, ?> listener = (Map<?, ?>) entry;
            boolean meant = target.port() == 0
                    ? target.listener().isEmpty() || target.listener().equals(listener.get("name"))
                    : listener.get("port").equals(target.port());
            if (meant) {
                port = (Integer) listener.get("port");
                secure = "HTTPS".equals(listener.get("protocol"));
                break;
            }
        }
        if (port == 0) {
            throw new IllegalStateException("Gateway " + name + " has no listener " + target.listener());
        }
        return new Asked(name.namespace(), name.name(), port, secure);
    }
}
