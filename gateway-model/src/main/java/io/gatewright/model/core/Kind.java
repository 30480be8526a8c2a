package io.gatewright.model.core;

import io.gatewright.model.name.GroupKind;
import io.gatewright.model.name.ObjectRef;
import java.util.List;

/**
 * One kind of the API that the model can hold: its group and names, its scope, the versions that can be read and the
 * type of its values. There is one instance per kind, the {@code KIND} constant of the interface.
 *
 * @param <T> the interface of the values
 */
public final class Kind<T extends ApiObject> {
    /** Group of the Gateway API kinds. */
    public static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

    /** Group of the experimental kinds whose names start with X. */
    public static final String EXPERIMENTAL_GROUP = "gateway.networking.x-k8s.io";

    /** Whether objects of a kind live in a namespace. */
    public enum Scope {
        NAMESPACED,
        CLUSTER
    }

    private final String group;
    private final String name;
    private final String plural;
    private final Scope scope;
    private final Class<T> type;
    private final String version;
    private final List<String> versions;

    private Kind(
            String group,
            String name,
            String plural,
            Scope scope,
            Class<T> type,
            String version,
            List<String> versions) {
        this.group = group;
        this.name = name;
        this.plural = plural;
        this.scope = scope;
        this.type = type;
        this.version = version;
        this.versions = versions;
    }

    /**
     * Describes a kind.
     *
     * @param version the version in which the API server stores the kind, and in which we write it
     * @param otherVersions further versions with the same fields, which are read
     */
    public static <T extends ApiObject> Kind<T> of(
            String group,
            String name,
            String plural,
            Scope scope,
            Class<T> type,
            String version,
            String... otherVersions) {
        String[] versions = new String[otherVersions.length + 1];
        versions[0] = version;
        System.arraycopy(otherVersions, 0, versions, 1, otherVersions.length);
        return new Kind<>(group, name, plural, scope, type, version, List.of(versions));
    }

    /** API group; empty for the core group. */
    public String group() {
        return group;
    }

    /** What the field {@code kind} of a document says, {@code HTTPRoute}. */
    public String name() {
        return name;
    }

    /** The last part of the URL of the kind, {@code httproutes}. */
    public String plural() {
        return plural;
    }

    public boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    /** The interface of the values. */
    public Class<T> type() {
        return type;
    }

    /** The storage version, in which values are written. */
    public String version() {
        return version;
    }

    /** Every version that can be read, the storage version first. */
    public List<String> versions() {
        return versions;
    }

    /** What the field {@code apiVersion} of a written document says: {@code group/version}, or {@code v1} in the core. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Whether a document with this {@code apiVersion} can be read as this kind. */
    public boolean reads(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? group.isEmpty() && versions.contains(apiVersion)
                : group.equals(apiVersion.substring(0, slash)) && versions.contains(apiVersion.substring(slash + 1));
    }

    public GroupKind groupKind() {
        return new GroupKind(group, name);
    }

    /** The reference to an object of this kind; the namespace is ignored for cluster-scoped kinds. */
    public ObjectRef ref(String namespace, String name) {
        return new ObjectRef(group, this.name, namespaced() ? namespace : "", name);
    }

    @Override
    public String toString() {
        return groupKind().toString();
    }
}
