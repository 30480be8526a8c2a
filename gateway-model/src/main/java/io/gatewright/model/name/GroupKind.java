package io.gatewright.model.name;

import java.util.Comparator;
import java.util.Objects;

/**
 * An API group and a kind in it, without version. The group of the core kinds (Service, Secret) is the empty string.
 *
 * <p>Ordered by group, then kind.
 */
public record GroupKind(String group, String kind) implements Comparable<GroupKind> {
    private static final Comparator<GroupKind> ORDER =
            Comparator.comparing(GroupKind::group).thenComparing(GroupKind::kind);

    public GroupKind {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(kind, "kind");
    }

    @Override
    public int compareTo(GroupKind other) {
        return ORDER.compare(this, other);
    }

    /** {@code HTTPRoute.gateway.networking.k8s.io}, and plain {@code Service} for the core group. */
    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
