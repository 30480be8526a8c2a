package io.gatewright.semantics.topology;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.Links;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.RoutePlan;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The accepted routes by listener, and the Gateways by backend that routes lead to. Immutable. */
public final class Attached {
    private static final Attached NONE = new Attached(Links.empty(), SortedTree.empty());

    private final Links<ListenerKey, ObjectRef> routes;

    /** For each backend, by Gateway, how many routes lead from the one to the other. */
    private final SortedTree<ObjectRef, SortedTree<ObjectRef, Integer>> ways;

    private Attached(Links<ListenerKey, ObjectRef> routes, SortedTree<ObjectRef, SortedTree<ObjectRef, Integer>> ways) {
        this.routes = routes;
        this.ways = ways;
    }

    static Attached none() {
        return NONE;
    }

    Attached next(SortedTree<ObjectRef, RouteNode> before, SortedTree<ObjectRef, RouteNode> now) {
        Edit edit = new Edit(routes, ways);
        now.since(before, edit::change);
        return new Attached(edit.routes, edit.ways);
    }

    Set<ObjectRef> routes(ListenerKey listener) {
        return routes.of(listener);
    }

    Set<ObjectRef> gateways(ObjectRef backend) {
        SortedTree<ObjectRef, Integer> gateways = ways.get(backend);
        return gateways == null ? Set.of() : gateways.asMap().keySet();
    }

    /** Names the listeners whose routes are not the ones they were. */
    public void listenersSince(Attached before, Consumer<ListenerKey> changed) {
        routes.tree().since(before.routes.tree(), (listener, old, now) -> changed.accept(listener));
    }

    /** Names the backends to which routes of other Gateways lead than before; and some whose Gateways are the same. */
    public void backendsSince(Attached before, Consumer<ObjectRef> changed) {
        ways.since(before.ways, (backend, old, now) -> changed.accept(backend));
    }

    /** All backends that accepted routes lead to, in order. */
    public Set<ObjectRef> backends() {
        return ways.asMap().keySet();
    }

    private static final class Edit {
        private Links<ListenerKey, ObjectRef> routes;
        private SortedTree<ObjectRef, SortedTree<ObjectRef, Integer>> ways;

        Edit(Links<ListenerKey, ObjectRef> routes, SortedTree<ObjectRef, SortedTree<ObjectRef, Integer>> ways) {
            this.routes = routes;
            this.ways = ways;
        }

        void change(ObjectRef route, @Nullable RouteNode before, @Nullable RouteNode now) {
            Set<ListenerKey> left = listeners(before);
            Set<ListenerKey> taken = listeners(now);
            left.stream().filter(key -> !taken.contains(key)).forEach(key -> routes = routes.without(key, route));
            taken.stream().filter(key -> !left.contains(key)).forEach(key -> routes = routes.with(key, route));
            // added first: what stays is not forgotten in between
            count(now, 1);
            count(before, -1);
        }

        private static Set<ListenerKey> listeners(@Nullable RouteNode node) {
            Set<ListenerKey> listeners = new HashSet<>();
            if (node != null) {
                for (ParentVerdict parent : node.parents()) {
                    if (node.accepted(parent)) {
                        parent.bindings().stream()
                                .map(RoutePlan.Binding::listener)
                                .forEach(listeners::add);
                    }
                }
            }
            return listeners;
        }

        private void count(@Nullable RouteNode node, int by) {
            if (node == null) {
                return;
            }
            TreeSet<ObjectRef> gateways = new TreeSet<>();
            node.parents().stream().filter(node::accepted).forEach(parent -> gateways.add(parent.gateway()));
            TreeSet<ObjectRef> backends = new TreeSet<>();
            node.lowered()
                    .clusters()
                    .values()
                    .forEach(use -> backends.add(use.backend().ref()));
            for (ObjectRef backend : backends) {
                SortedTree<ObjectRef, Integer> counts = ways.get(backend);
                for (ObjectRef gateway : gateways) {
                    counts = add(counts == null ? SortedTree.empty() : counts, gateway, by);
                }
                if (counts != null) {
                    ways = counts.isEmpty() ? ways.without(backend) : ways.with(backend, counts);
                }
            }
        }

        private static SortedTree<ObjectRef, Integer> add(
                SortedTree<ObjectRef, Integer> counts, ObjectRef gateway, int by) {
            @Nullable Integer known = counts.get(gateway);
            int sum = (known == null ? 0 : known) + by;
            return sum == 0 ? counts.without(gateway) : counts.with(gateway, sum);
        }
    }
}
