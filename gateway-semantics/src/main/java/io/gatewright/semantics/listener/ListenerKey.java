package io.gatewright.semantics.listener;

import io.gatewright.model.name.ObjectRef;
import java.util.Comparator;

/**
 * Names one listener: the Gateway or ListenerSet that declares it, and its {@code listeners[].name}.
 *
 * @param owner the declaring Gateway or ListenerSet
 * @param section the listener's name, unique within its owner
 */
public record ListenerKey(ObjectRef owner, String section) implements Comparable<ListenerKey> {
    private static final Comparator<ListenerKey> ORDER =
            Comparator.comparing(ListenerKey::owner).thenComparing(ListenerKey::section);

    @Override
    public int compareTo(ListenerKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code Gateway/namespace/name/section}: the form used in plans, logs and metrics. */
    @Override
    public String toString() {
        return owner.kind() + "/" + owner.namespace() + "/" + owner.name() + "/" + section;
    }
}
