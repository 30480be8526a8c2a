package io.gatewright.model.core;

import io.gatewright.model.name.ObjectRef;

/**
 * An object of the Kubernetes API, as an immutable value. Every kind is one interface with a generated
 * {@code ImmutableX}; its accessors carry the names of the JSON fields and, where the API server would fill in a default,
 * that default.
 */
public interface ApiObject {
    ObjectMeta metadata();

    /** The kind of this object: always the {@code KIND} constant of its interface. Not a field of the value. */
    Kind<? extends ApiObject> kind();

    /** Who this object is. The namespace is empty for cluster-scoped kinds, whatever the metadata says. */
    default ObjectRef ref() {
        String namespace = kind().namespaced() ? metadata().namespace().orElse("") : "";
        return new ObjectRef(
                kind().group(), kind().name(), namespace, metadata().name());
    }
}
