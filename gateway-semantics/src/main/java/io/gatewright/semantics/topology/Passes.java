package io.gatewright.semantics.topology;

import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.gateway.ParametersReference;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.Route;
import io.gatewright.model.route.TcpRoute;
import io.gatewright.model.route.TlsRoute;
import io.gatewright.model.route.UdpRoute;
import io.gatewright.model.world.World;
import io.gatewright.semantics.attach.Attachments;
import io.gatewright.semantics.attach.Parent;
import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.attach.RouteHead;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.grant.Grants;
import io.gatewright.semantics.listener.ListenerSetNode;
import io.gatewright.semantics.lower.Lowered;
import io.gatewright.semantics.lower.Lowering;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.policy.BackendTlsPolicies;
import io.gatewright.semantics.policy.TelemetryPolicies;
import io.gatewright.semantics.policy.TlsPolicyNode;
import io.gatewright.semantics.policy.TrafficPolicies;
import io.gatewright.semantics.policy.XBackendNode;
import io.gatewright.semantics.reference.Lookup;
import io.gatewright.semantics.reference.References;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The passes in their order: classes, grants, Gateways with merged listeners, policies, routes. Each is a function of the
 * ones before and none calls back. Results of the previous run are used again where nothing that they were made from has
 * changed; that is mechanism only, the meaning is a full run.
 */
final class Passes {
    private final Settings settings;
    private Map<ObjectRef, Memo<GatewayNode>> gatewayMemo = Map.of();
    private Map<ObjectRef, RouteNode> routesBefore = Map.of();
    private Map<ObjectRef, Memo<Lowered>> loweredMemo = Map.of();
    private Map<ObjectRef, Memo<List<ParentVerdict>>> attachMemo = Map.of();
    private Map<ObjectRef, Parent> parents = Map.of();
    private Map<ObjectRef, Memo<TlsPolicyNode>> policyMemo = Map.of();
    private Map<ObjectRef, Memo<XBackendNode>> xbackendMemo = Map.of();
    private Grants grants = Grants.of(World.empty());

    Passes(Settings settings) {
        this.settings = settings;
    }

    /** The same memory for one further run. */
    Passes copy() {
        Passes copy = new Passes(settings);
        copy.gatewayMemo = gatewayMemo;
        copy.routesBefore = routesBefore;
        copy.loweredMemo = loweredMemo;
        copy.attachMemo = attachMemo;
        copy.parents = parents;
        copy.policyMemo = policyMemo;
        copy.xbackendMemo = xbackendMemo;
        copy.grants = grants;
        return copy;
    }

    Topology run(World world) {
        Map<String, ClassNode> classes = classes(world);
        Grants now = Grants.of(world);
        // the same object as long as the grants are equal, so that it can be compared as an input
        grants = now.equals(grants) ? grants : now;
        TreeMap<ObjectRef, GatewayNode> gateways = gateways(world, classes);
        References references = new References(new Lookup(world), grants);
        Policies policies = new Policies(
                BackendTlsPolicies.of(tlsPolicies(world)),
                TrafficPolicies.of(world),
                TelemetryPolicies.of(world, references),
                xbackends(world));
        parents = parents(gateways);
        List<ObjectRef> defaults = gateways.values().stream()
                .filter(GatewayNode::defaultGateway)
                .map(node -> node.gateway().ref())
                .toList();
        TreeMap<ObjectRef, RouteNode> routes = new RoutePass(world, defaults).run();
        return new Topology(settings, List.copyOf(classes.values()), gateways, routes, policies, this);
    }

    private Map<String, ClassNode> classes(World world) {
        Map<String, ClassNode> classes = new TreeMap<>();
        for (GatewayClass object : world.all(GatewayClass.KIND)) {
            if (!object.spec().controllerName().equals(settings.controllerName())) {
                continue;
            }
            List<Finding> findings = new ArrayList<>();
            Optional<GatewayParameters> parameters = Optional.empty();
            Optional<ParametersReference> named = object.spec().parametersRef();
            if (named.isPresent()) {
                ParametersReference ref = named.get();
                // a class belongs to the operator of the cluster, so its reference needs nobody's consent
                parameters = GatewayPass.isParameters(ref.group(), ref.kind())
                        ? world.get(GatewayParameters.KIND, ref.namespace().orElse(""), ref.name())
                        : Optional.empty();
                if (parameters.isEmpty()) {
                    findings.add(new Finding(
                            object.ref(),
                            "spec.parametersRef",
                            Reason.CLASS_INVALID_PARAMETERS,
                            GatewayPass.noParameters(ref.group(), ref.kind(), ref.name())));
                }
            }
            settings.bundleVersion()
                    .filter(version -> !version.startsWith(Settings.API_VERSION + "."))
                    .ifPresent(version -> findings.add(new Finding(
                            object.ref(),
                            "",
                            Reason.CLASS_UNSUPPORTED_VERSION,
                            "the installed CRDs are of version `" + version + "`: expected " + Settings.API_VERSION)));
            classes.put(object.ref().name(), new ClassNode(object, parameters, findings));
        }
        return classes;
    }

    private TreeMap<ObjectRef, GatewayNode> gateways(World world, Map<String, ClassNode> classes) {
        Map<ObjectRef, List<ListenerSet>> sets = new HashMap<>();
        for (ListenerSet set : world.all(ListenerSet.KIND)) {
            sets.computeIfAbsent(set.spec().parentRef().refFrom(set.ref().namespace()), ref -> new ArrayList<>())
                    .add(set);
        }
        Map<ObjectRef, Memo<GatewayNode>> memo = new HashMap<>();
        TreeMap<ObjectRef, GatewayNode> nodes = new TreeMap<>();
        for (Gateway gateway : world.all(Gateway.KIND)) {
            ClassNode own = classes.get(gateway.spec().gatewayClassName());
            if (own == null) {
                continue;
            }
            List<ListenerSet> mine = sets.getOrDefault(gateway.ref(), List.of());
            List<Object> inputs = new ArrayList<>(mine);
            inputs.add(gateway);
            inputs.add(own.gatewayClass());
            inputs.add(own.accepted());
            inputs.add(grants);
            Memo<GatewayNode> kept = remembered(
                    gatewayMemo.get(gateway.ref()),
                    inputs,
                    world,
                    lookup -> GatewayPass.check(new References(lookup, grants), gateway, own, mine));
            memo.put(gateway.ref(), kept);
            nodes.put(gateway.ref(), kept.result());
        }
        gatewayMemo = memo;
        return nodes;
    }

    /** Remembered one by one, since reading certificates is dear. */
    private List<TlsPolicyNode> tlsPolicies(World world) {
        Map<ObjectRef, Memo<TlsPolicyNode>> memo = new HashMap<>();
        List<TlsPolicyNode> nodes = new ArrayList<>();
        for (BackendTlsPolicy policy : world.all(BackendTlsPolicy.KIND)) {
            Memo<TlsPolicyNode> kept = remembered(
                    policyMemo.get(policy.ref()),
                    List.of(policy, grants),
                    world,
                    lookup -> TlsPolicyNode.check(new References(lookup, grants), policy));
            memo.put(policy.ref(), kept);
            nodes.add(kept.result());
        }
        policyMemo = memo;
        return nodes;
    }

    private TreeMap<ObjectRef, XBackendNode> xbackends(World world) {
        Map<ObjectRef, Memo<XBackendNode>> memo = new HashMap<>();
        TreeMap<ObjectRef, XBackendNode> nodes = new TreeMap<>();
        for (XBackend xbackend : world.all(XBackend.KIND)) {
            Memo<XBackendNode> kept = remembered(
                    xbackendMemo.get(xbackend.ref()),
                    List.of(xbackend, grants),
                    world,
                    lookup -> XBackendNode.check(new References(lookup, grants), xbackend));
            memo.put(xbackend.ref(), kept);
            nodes.put(xbackend.ref(), kept.result());
        }
        xbackendMemo = memo;
        return nodes;
    }

    /** What routes may name: our Gateways with their own listeners, and the ListenerSets of them. */
    private Map<ObjectRef, Parent> parents(Map<ObjectRef, GatewayNode> gateways) {
        Map<ObjectRef, Parent> now = new HashMap<>();
        for (GatewayNode node : gateways.values()) {
            ObjectRef ref = node.gateway().ref();
            now.put(ref, new Parent(ref, node.own(), Optional.empty()));
            for (ListenerSetNode set : node.listeners().sets()) {
                ObjectRef setRef = set.set().ref();
                now.put(setRef, new Parent(ref, node.listeners().of(setRef), refusal(set)));
            }
        }
        // a Gateway is made anew whenever one of its ListenerSets changes: the routes of the others need not follow
        now.replaceAll((ref, parent) -> parent.equals(parents.get(ref)) ? parents.get(ref) : parent);
        return now;
    }

    private static Optional<String> refusal(ListenerSetNode set) {
        return set.allowed()
                ? Optional.empty()
                : Optional.of(set.set().ref() + " is not accepted by its Gateway, so it has no listeners");
    }

    private static <R> Memo<R> remembered(
            @Nullable Memo<R> before, List<?> inputs, World world, Function<Lookup, R> compute) {
        if (before != null && before.holds(inputs, world)) {
            return before;
        }
        Lookup lookup = new Lookup(world);
        R result = compute.apply(lookup);
        return new Memo<>(inputs, lookup.reads(), result);
    }

    /** The last pass: every route of every kind, by itself. */
    private final class RoutePass {
        private final World world;
        private final List<ObjectRef> defaults;
        private final TreeMap<ObjectRef, RouteNode> nodes = new TreeMap<>();
        private final Map<ObjectRef, Memo<Lowered>> lowered = new HashMap<>();
        private final Map<ObjectRef, Memo<List<ParentVerdict>>> attached = new HashMap<>();

        RoutePass(World world, List<ObjectRef> defaults) {
            this.world = world;
            this.defaults = defaults;
        }

        TreeMap<ObjectRef, RouteNode> run() {
            for (HttpRoute route : world.all(HttpRoute.KIND)) {
                add(route, RouteKind.HTTP, references -> Lowering.http(references, route));
            }
            for (GrpcRoute route : world.all(GrpcRoute.KIND)) {
                add(route, RouteKind.GRPC, references -> Lowering.grpc(references, route));
            }
            for (TlsRoute route : world.all(TlsRoute.KIND)) {
                add(
                        route,
                        RouteKind.TLS,
                        references -> Lowering.stream(
                                references,
                                route.ref(),
                                RouteKind.TLS,
                                route.spec().rules()));
            }
            for (TcpRoute route : world.all(TcpRoute.KIND)) {
                add(
                        route,
                        RouteKind.TCP,
                        references -> Lowering.stream(
                                references,
                                route.ref(),
                                RouteKind.TCP,
                                route.spec().rules()));
            }
            for (UdpRoute route : world.all(UdpRoute.KIND)) {
                add(
                        route,
                        RouteKind.UDP,
                        references -> Lowering.stream(
                                references,
                                route.ref(),
                                RouteKind.UDP,
                                route.spec().rules()));
            }
            routesBefore = nodes;
            loweredMemo = lowered;
            attachMemo = attached;
            return nodes;
        }

        private void add(Route route, RouteKind kind, Function<References, Lowered> lower) {
            RouteNode before = routesBefore.get(route.ref());
            RouteHead head = before != null && before.route() == route ? before.head() : RouteHead.of(route, kind);
            List<Object> inputs = new ArrayList<>();
            inputs.add(route);
            head.parents()
                    .forEach(reference -> known(reference.refFrom(route.ref().namespace()), inputs));
            if (head.defaultGateways()) {
                defaults.forEach(gateway -> known(gateway, inputs));
            }
            Memo<List<ParentVerdict>> verdicts = remembered(
                    attachMemo.get(route.ref()),
                    inputs,
                    world,
                    lookup -> Attachments.judge(lookup, head, ref -> Optional.ofNullable(parents.get(ref)), defaults));
            if (verdicts.result().isEmpty()) {
                return; // no parent of ours: not ours to judge
            }
            Memo<Lowered> rules = remembered(
                    loweredMemo.get(route.ref()),
                    List.of(route, grants),
                    world,
                    lookup -> lower.apply(new References(lookup, grants)));
            attached.put(route.ref(), verdicts);
            lowered.put(route.ref(), rules);
            boolean same = before != null
                    && before.head() == head
                    && before.parents() == verdicts.result()
                    && before.lowered() == rules.result();
            nodes.put(route.ref(), same ? before : new RouteNode(route, head, verdicts.result(), rules.result()));
        }

        private void known(ObjectRef ref, List<Object> inputs) {
            Parent parent = parents.get(ref);
            if (parent != null) {
                inputs.add(parent);
            }
        }
    }
}
