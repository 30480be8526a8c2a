package io.gatewright.conformance.kit;

import java.util.Map;
import java.util.Set;

/**
 * Which object: kind, namespace and name. Kinds are unique in the corpus, so that no group is needed.
 *
 * @param kind for example {@code HTTPRoute}
 * @param namespace empty for kinds that have none
 * @param name the object's name
 */
public record ObjectName(String kind, String namespace, String name) implements Comparable<ObjectName> {
    private static final Set<String> CLUSTER_SCOPED =
            Set.of("GatewayClass", "Namespace", "XMesh", "ClusterTrustBundle", "CustomResourceDefinition");

    /** Reads {@code Kind name} or {@code Kind namespace/name}; a missing namespace is {@code default}. */
    public static ObjectName parse(String text) {
        int space = text.indexOf(' ');
        if (space <= 0 || space == text.length() - 1) {
            throw new CaseFormatException("object `" + text + "`: expected `Kind name` or `Kind namespace/name`");
        }
        return of(text.substring(0, space), text.substring(space + 1).strip());
    }

    /** A name that may carry its namespace: {@code name} or {@code namespace/name}. */
    public static ObjectName of(String kind, String path) {
        int slash = path.indexOf('/');
        if (slash >= 0) {
            return new ObjectName(kind, path.substring(0, slash), path.substring(slash + 1));
        }
        return new ObjectName(kind, clusterScoped(kind) ? "" : "default", path);
    }

    /** The name of a document. */
    static ObjectName of(Map<String, Object> document) {
        Map<String, Object> metadata = Tree.map("metadata", document.get("metadata"));
        String kind = Tree.text(document.get("kind"));
        Object namespace = metadata.get("namespace");
        String home = namespace == null ? "default" : Tree.text(namespace);
        return new ObjectName(kind, clusterScoped(kind) ? "" : home, Tree.text(metadata.get("name")));
    }

    /** True for kinds whose objects have no namespace. */
    public static boolean clusterScoped(String kind) {
        return CLUSTER_SCOPED.contains(kind);
    }

    @Override
    public int compareTo(ObjectName other) {
        int byKind = kind.compareTo(other.kind);
        if (byKind != 0) {
            return byKind;
        }
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
    }
}
