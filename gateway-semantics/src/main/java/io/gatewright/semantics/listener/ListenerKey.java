package io.gatewright.semantics.listener;

import io.gatewright.model.name.ObjectRef;

/**
 * Names one listener: the Gateway or ListenerSet that declares it, and its {@code listeners[].name}.
 *
 * @param owner the declaring Gateway or ListenerSet
 * @param section the listener's name, unique within its owner
 */
public record ListenerKey(ObjectRef owner, String section) implements Comparable<ListenerKey> {
    @Override
    public int compareTo(ListenerKey other) {
        int byOwner = owner.compareTo(other.owner);
        return byOwner != 0 ? byOwner : section.compareTo(other.section);
    }

    /** {@code Gateway/namespace/name/section}: the form used in plans, logs and metrics. */
    @Override
    public String toString() {
        return owner.kind() + "/" + owner.namespace() + "/" + owner.name() + "/" + section;
    }
}
