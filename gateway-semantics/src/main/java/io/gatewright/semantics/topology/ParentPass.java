package io.gatewright.semantics.topology;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.attach.Opening;
import io.gatewright.semantics.attach.Parent;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.listener.ListenerSetNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What routes may name: our Gateways with their own listeners, and the ListenerSets of them. */
final class ParentPass {
    private SortedTree<ObjectRef, Parent> parents = SortedTree.empty();
    private SortedTree<ObjectRef, Boolean> defaults = SortedTree.empty();

    private final List<Changed> changed = new ArrayList<>();
    private final TreeSet<ObjectRef> whole = new TreeSet<>();
    private boolean defaultsChanged;

    /** A listener of a parent that stayed, in the eyes of routes. */
    record Changed(
            ObjectRef parent,
            @Nullable Opening before,
            @Nullable Opening now) {}

    ParentPass copy() {
        ParentPass copy = new ParentPass();
        copy.parents = parents;
        copy.defaults = defaults;
        return copy;
    }

    Optional<Parent> parent(ObjectRef ref) {
        return Optional.ofNullable(parents.get(ref));
    }

    /** Gateways that take routes which name nobody (GEP-3793), in order. */
    List<ObjectRef> defaults() {
        return List.copyOf(defaults.asMap().keySet());
    }

    /** Parents that came, went, or changed as a whole. */
    TreeSet<ObjectRef> whole() {
        return whole;
    }

    /** Listeners that came, went or changed, of other parents. */
    List<Changed> listeners() {
        return changed;
    }

    /** Whether routes that name nobody may find another parent, or the same one changed. */
    boolean defaultsChanged() {
        return defaultsChanged;
    }

    void run(SortedTree<ObjectRef, GatewayNode> before, SortedTree<ObjectRef, GatewayNode> now) {
        now.since(before, (gateway, old, young) -> {
            Map<ObjectRef, Parent> fresh = young == null ? Map.of() : of(young);
            if (old != null) {
                own(old).stream().filter(ref -> !fresh.containsKey(ref)).forEach(ref -> {
                    // a set that went over to another Gateway may be there already
                    Parent known = parents.get(ref);
                    if (known != null && known.gateway().equals(gateway)) {
                        parents = parents.without(ref);
                        whole.add(ref);
                    }
                });
            }
            fresh.forEach(this::put);
            boolean isDefault = young != null && young.defaultGateway();
            defaultsChanged |= isDefault != (defaults.get(gateway) != null);
            defaults = isDefault ? defaults.with(gateway, Boolean.TRUE) : defaults.without(gateway);
        });
        defaultsChanged |= whole.stream().anyMatch(ref -> defaults.get(ref) != null)
                || changed.stream().anyMatch(listener -> defaults.get(listener.parent()) != null);
    }

    private void put(ObjectRef ref, Parent parent) {
        Parent old = parents.get(ref);
        if (parent.equals(old)) {
            return;
        }
        parents = parents.with(ref, parent);
        if (old == null
                || !old.refusal().equals(parent.refusal())
                || !old.gateway().equals(parent.gateway())) {
            whole.add(ref);
            return;
        }
        Map<String, Opening> openings = new LinkedHashMap<>();
        old.openings().forEach(opening -> openings.put(opening.listener().section(), opening));
        List<String> order = new ArrayList<>(openings.keySet());
        List<String> later = new ArrayList<>();
        for (Opening opening : parent.openings()) {
            String section = opening.listener().section();
            Opening same = openings.remove(section);
            if (same != null) {
                later.add(section);
            }
            if (!opening.equals(same)) {
                changed.add(new Changed(ref, same, opening));
            }
        }
        openings.values().forEach(gone -> changed.add(new Changed(ref, gone, null)));
        order.removeAll(openings.keySet());
        if (!order.equals(later)) {
            whole.add(ref); // routes list their listeners in this order
        }
    }

    private static List<ObjectRef> own(GatewayNode node) {
        return List.copyOf(of(node).keySet());
    }

    private static Map<ObjectRef, Parent> of(GatewayNode node) {
        Map<ObjectRef, Parent> own = new TreeMap<>();
        ObjectRef ref = node.gateway().ref();
        own.put(ref, new Parent(ref, openings(node.own()), Optional.empty()));
        for (ListenerSetNode set : node.listeners().sets()) {
            ObjectRef setRef = set.set().ref();
            own.put(setRef, new Parent(ref, openings(node.listeners().of(setRef)), refusal(set)));
        }
        return own;
    }

    private static List<Opening> openings(List<ListenerNode> listeners) {
        return listeners.stream().map(Opening::of).toList();
    }

    private static Optional<String> refusal(ListenerSetNode set) {
        return set.allowed()
                ? Optional.empty()
                : Optional.of(set.set().ref() + " is not accepted by its Gateway, so it has no listeners");
    }
}
