package io.gatewright.model.name;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The identity of one object: group, kind, namespace and name. It has no version, because one object is read in many.
 * The namespace of a cluster-scoped object is the empty string.
 *
 * <p>Ordered by group, kind, namespace, name; two references of one kind are therefore in the order the API uses for
 * ties ({@code namespace/name}, compared as text).
 */
public record ObjectRef(String group, String kind, String namespace, String name) implements Comparable<ObjectRef> {
    public ObjectRef {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    /** The same four words, with group and kind taken together. */
    public static ObjectRef of(GroupKind groupKind, String namespace, String name) {
        return new ObjectRef(groupKind.group(), groupKind.kind(), namespace, name);
    }

    public GroupKind groupKind() {
        return new GroupKind(group, kind);
    }

    /** {@code namespace/name}, and only the name for a cluster-scoped object. */
    public String namespacedName() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a short cut: most words are the same object, and words are compared often
    public int compareTo(ObjectRef other) {
        // spelled out: this is the inner loop of every sorted map of objects
        int result = group == other.group ? 0 : group.compareTo(other.group);
        if (result == 0 && kind != other.kind) {
            result = kind.compareTo(other.kind);
        }
        if (result == 0 && namespace != other.namespace) {
            result = namespace.compareTo(other.namespace);
        }
        return result == 0 ? name.compareTo(other.name) : result;
    }

    // spelled out as well: what a record has by itself is slow until it is compiled, and these are asked for all the
    // time
    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || other instanceof ObjectRef ref
                        && name.equals(ref.name)
                        && namespace.equals(ref.namespace)
                        && kind.equals(ref.kind)
                        && group.equals(ref.group);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * group.hashCode() + kind.hashCode()) + namespace.hashCode()) + name.hashCode();
    }

    /** {@code HTTPRoute ns/name}: what messages to people show. */
    @Override
    public String toString() {
        return kind + " " + namespacedName();
    }
}
