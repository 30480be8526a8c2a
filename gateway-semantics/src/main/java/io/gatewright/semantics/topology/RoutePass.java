package io.gatewright.semantics.topology;

import io.gatewright.model.core.Kind;
import io.gatewright.model.name.GroupKind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.Route;
import io.gatewright.model.route.TcpRoute;
import io.gatewright.model.route.TlsRoute;
import io.gatewright.model.route.UdpRoute;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.semantics.attach.Attachments;
import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.attach.RouteHead;
import io.gatewright.semantics.lower.Lowered;
import io.gatewright.semantics.lower.Lowering;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.reference.Lookup;
import io.gatewright.semantics.reference.References;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last pass: every route of every kind, by itself; attachment and rules apart, since they depend on different things. */
final class RoutePass {
    /** How the rules of a route are lowered. */
    private interface Lower {
        Lowered rules(References references, Route route);
    }

    /** A kind of route, and what is done with its rules. */
    private record Way(Kind<? extends Route> kind, RouteKind name, Lower lower) {}

    private static final List<Way> WAYS = List.of(
            new Way(
                    HttpRoute.KIND,
                    RouteKind.HTTP,
                    (references, route) -> Lowering.http(references, (HttpRoute) route)),
            new Way(
                    GrpcRoute.KIND,
                    RouteKind.GRPC,
                    (references, route) -> Lowering.grpc(references, (GrpcRoute) route)),
            new Way(
                    TlsRoute.KIND,
                    RouteKind.TLS,
                    (references, route) -> Lowering.stream(
                            references,
                            route.ref(),
                            RouteKind.TLS,
                            ((TlsRoute) route).spec().rules())),
            new Way(
                    TcpRoute.KIND,
                    RouteKind.TCP,
                    (references, route) -> Lowering.stream(
                            references,
                            route.ref(),
                            RouteKind.TCP,
                            ((TcpRoute) route).spec().rules())),
            new Way(
                    UdpRoute.KIND,
                    RouteKind.UDP,
                    (references, route) -> Lowering.stream(
                            references,
                            route.ref(),
                            RouteKind.UDP,
                            ((UdpRoute) route).spec().rules())));

    private static final Map<GroupKind, Way> WAY_OF =
            WAYS.stream().collect(Collectors.toUnmodifiableMap(way -> way.kind().groupKind(), way -> way));

    /** What attachment made of a route, ours or not, and what the verdicts depend on. */
    private record Judged(RouteHead head, List<ParentVerdict> verdicts, Set<Asking.Place> places) {}

    private Results<ObjectRef, Judged> judged = new Results<>();
    private Results<ObjectRef, Lowered> lowered = new Results<>();
    private SortedTree<ObjectRef, RouteNode> nodes = SortedTree.empty();

    private Asking asking = Asking.nobody();

    /** Routes that name nobody. */
    private SortedTree<ObjectRef, Boolean> unnaming = SortedTree.empty();

    RoutePass copy() {
        RoutePass copy = new RoutePass();
        copy.judged = judged.copy();
        copy.lowered = lowered.copy();
        copy.nodes = nodes;
        copy.asking = asking;
        copy.unnaming = unnaming;
        return copy;
    }

    SortedTree<ObjectRef, RouteNode> nodes() {
        return nodes;
    }

    void run(Changes changes, ParentPass parents) {
        TreeSet<ObjectRef> judge = judged.stale(changes);
        TreeSet<ObjectRef> lower = lowered.stale(changes);
        for (Way way : WAYS) {
            changes.of(way.kind()).forEach(route -> {
                judge.add(route);
                lower.add(route);
            });
        }
        parents.whole().forEach(parent -> asking.ofParent(parent, judge));
        parents.listeners()
                .forEach(changed -> asking.ofListener(changed.parent(), changed.before(), changed.now(), judge));
        if (parents.defaultsChanged()) {
            judge.addAll(unnaming.asMap().keySet());
        }
        TreeSet<ObjectRef> dirty = new TreeSet<>(judge);
        dirty.addAll(lower);
        List<ObjectRef> defaults = parents.defaults();
        for (ObjectRef ref : dirty) {
            Route route = (Route) changes.now().get(ref).orElse(null);
            Way way = WAY_OF.get(ref.groupKind());
            if (route == null || way == null) {
                forget(ref);
                continue;
            }
            if (judge.contains(ref)) {
                judge(route, way, changes, parents, defaults);
            }
            if (lower.contains(ref)) {
                lowered.remove(ref);
            }
            node(route, way, changes);
        }
    }

    private void judge(Route route, Way way, Changes changes, ParentPass parents, List<ObjectRef> defaults) {
        ObjectRef ref = route.ref();
        @Nullable Judged before = judged.get(ref);
        RouteHead head = RouteHead.of(route, way.name());
        if (before != null && head.equals(before.head())) {
            head = before.head();
        }
        Lookup lookup = new Lookup(changes.now(), changes.grants());
        List<ParentVerdict> verdicts = Attachments.judge(lookup, head, parents::parent, defaults);
        if (before != null && verdicts.equals(before.verdicts())) {
            verdicts = before.verdicts();
        }
        Set<Asking.Place> places = Asking.places(head, verdicts);
        if (before == null || !places.equals(before.places())) {
            asking = (before == null ? asking : asking.without(before.places(), ref)).with(places, ref);
        }
        unnaming = head.defaultGateways() ? unnaming.with(ref, Boolean.TRUE) : unnaming.without(ref);
        judged.put(ref, new Judged(head, verdicts, places), lookup);
    }

    private void node(Route route, Way way, Changes changes) {
        ObjectRef ref = route.ref();
        @Nullable Judged verdicts = judged.get(ref);
        if (verdicts == null || verdicts.verdicts().isEmpty()) {
            lowered.remove(ref);
            nodes = nodes.without(ref);
            return; // no parent of ours: not ours to judge
        }
        @Nullable Lowered rules = lowered.get(ref);
        if (rules == null) {
            Lookup lookup = new Lookup(changes.now(), changes.grants());
            rules = way.lower().rules(new References(lookup), route);
            lowered.put(ref, rules, lookup);
        }
        @Nullable RouteNode before = nodes.get(ref);
        boolean same = before != null
                && before.route() == route
                && before.head() == verdicts.head()
                && before.parents() == verdicts.verdicts()
                && before.lowered() == rules;
        if (!same) {
            nodes = nodes.with(ref, new RouteNode(route, verdicts.head(), verdicts.verdicts(), rules));
        }
    }

    private void forget(ObjectRef ref) {
        Optional.ofNullable(judged.get(ref)).ifPresent(before -> asking = asking.without(before.places(), ref));
        judged.remove(ref);
        lowered.remove(ref);
        unnaming = unnaming.without(ref);
        nodes = nodes.without(ref);
    }
}
