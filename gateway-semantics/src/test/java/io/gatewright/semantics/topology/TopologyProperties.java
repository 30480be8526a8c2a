package io.gatewright.semantics.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.Strictness;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.planner.Plans;
import io.gatewright.semantics.report.ObjectReport;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.report.Reporting;
import io.gatewright.semantics.report.Reports;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every world and every way to get there. */
class TopologyProperties {
    /** Documents to put and to take away: several states of each of a few objects that refer to each other. */
    private static final List<ApiObject> POOL = pool();

    /** Each object in its first state: most of it is accepted. */
    private static final World FIRST = World.empty().apply(first());

    private static final Settings OTHER_SETTINGS =
            new Settings("example.com/other", SupportedFeatures.ALL, Optional.of("v0.1.0"));

    private static List<Event> first() {
        Map<ObjectRef, Event> first = new TreeMap<>();
        POOL.forEach(object -> first.putIfAbsent(object.ref(), new Event.Put(object)));
        return List.copyOf(first.values());
    }

    /** One change: put this document, or delete its object. */
    record Edit(int document, boolean delete) {
        Event event() {
            ApiObject object = POOL.get(document);
            return delete ? new Event.Gone(object.ref()) : new Event.Put(object);
        }
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        Arbitrary<Integer> documents = Arbitraries.integers().between(0, POOL.size() - 1);
        Arbitrary<Boolean> deletes = Arbitraries.of(false, false, false, true);
        return documents
                .flatMap(document -> deletes.map(delete -> new Edit(document, delete)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    /**
     * Topology, plans and report in one go, each from its predecessor, whatever number of edits a step has; plans and report
     * may miss steps, as after a failure, and settings may change.
     */
    @Property(tries = 400)
    void what_follows_the_change_equals_what_is_made_afresh(
            @ForAll("edits") List<Edit> edits,
            @ForAll @IntRange(min = 1, max = 5) int atOnce,
            @ForAll @IntRange(min = 1, max = 2) int every,
            @ForAll boolean bare,
            @ForAll boolean resettled) {
        World world = bare ? World.empty() : FIRST;
        Settings settings = Settings.defaults();
        Topology topology = Topology.of(world, settings);
        Plans plans = Plans.of(topology, EndpointSets.of(world));
        Reporting reporting = Reporting.of(topology, Map.of());
        for (int i = 0; i < edits.size(); i += atOnce) {
            World before = world;
            List<Plan> plansBefore = plans.list();
            Report reportBefore = reporting.report();
            world = world.apply(edits.subList(i, Math.min(edits.size(), i + atOnce)).stream()
                    .map(Edit::event)
                    .toList());
            settings = resettled && i > edits.size() / 2 ? OTHER_SETTINGS : settings;
            topology = settings.equals(topology.settings()) ? topology.next(world) : Topology.of(world, settings);
            if (i / atOnce % every != 0) {
                continue;
            }
            plans = plans.next(topology, EndpointSets.of(world));
            Map<ObjectRef, Ack> acks = acks(plans);
            reporting = reporting.next(topology, acks);
            Topology fresh = Topology.of(world, settings);
            assertEquals(plans(fresh, world), plans.list());
            assertEquals(Reports.of(fresh, acks), reporting.report());
            assertEquals(fresh.findings(), topology.findings());
            assertEquals(world, before.apply(changes(before, world)));
            assertEquals(plans.list(), differing(plansBefore, plans.list()));
            assertEquals(reporting.report(), told(reportBefore, reporting.report()));
        }
    }

    /** A data plane that has taken the plans with an even number of entries. */
    private static Map<ObjectRef, Ack> acks(Plans plans) {
        Map<ObjectRef, Ack> acks = new TreeMap<>();
        for (Plan plan : plans.list()) {
            if (plan.entries().size() % 2 == 0) {
                acks.put(
                        plan.gateway(),
                        new Ack(plan.gateway(), 1, List.of(new Ack.Bound(80, false, "127.0.0.1", 80)), List.of()));
            }
        }
        return acks;
    }

    private static List<Event> changes(World before, World now) {
        List<Event> events = new ArrayList<>();
        now.since(
                before,
                ref -> events.add(now.get(ref).<Event>map(Event.Put::new).orElseGet(() -> new Event.Gone(ref))));
        return events;
    }

    /** The plans as they come out of the differences. */
    private static List<Plan> differing(List<Plan> before, List<Plan> now) {
        Map<ObjectRef, Plan> known = new TreeMap<>();
        before.forEach(plan -> known.put(plan.gateway(), plan));
        return now.stream()
                .map(plan -> {
                    Plan old = known.getOrDefault(plan.gateway(), Plan.empty(plan.gateway()));
                    return old.apply(PlanDiff.between(old, plan, 1));
                })
                .toList();
    }

    private static Report told(Report before, Report now) {
        TreeMap<ObjectRef, ObjectReport> objects = new TreeMap<>(before.objects());
        now.since(before, (ref, old, young) -> {
            if (young == null) {
                objects.remove(ref);
            } else {
                objects.put(ref, young);
            }
        });
        return new Report(objects);
    }

    @Property(tries = 100)
    void event_order_does_not_change_the_plan(@ForAll("edits") List<Edit> edits, @ForAll long seed) {
        Map<ObjectRef, Event> last = new TreeMap<>();
        edits.forEach(edit -> last.put(POOL.get(edit.document()).ref(), edit.event()));
        List<Event> shuffled = new ArrayList<>(last.values());
        Collections.shuffle(shuffled, new Random(seed));
        World one = World.empty().apply(new ArrayList<>(last.values()));
        World other = World.empty().apply(shuffled);
        assertEquals(plans(one), plans(other));
    }

    @Property(tries = 100)
    void unrelated_objects_change_no_plan(@ForAll("edits") List<Edit> edits) {
        World world = World.empty();
        for (Edit edit : edits) {
            world = world.apply(List.of(edit.event()));
        }
        World larger =
                world.apply(read(UNRELATED).stream().<Event>map(Event.Put::new).toList());
        assertEquals(plans(world), plans(larger));
    }

    private static List<Plan> plans(World world) {
        return plans(Topology.of(world, Settings.defaults()), world);
    }

    private static List<Plan> plans(Topology topology, World world) {
        return Planner.plan(topology, EndpointSets.of(world));
    }

    private static List<ApiObject> read(String yaml) {
        Reading reading = new ModelReader().read("pool.yaml", yaml, Strictness.ADMITTED);
        if (reading.hasErrors()) {
            throw new AssertionError(reading.allProblems().toString());
        }
        return reading.values();
    }

    private static List<ApiObject> pool() {
        return read(GATEWAYS + MORE_GATEWAYS + ROUTES + MORE_ROUTES + OTHERS + "---\n"
                + MORE_OTHERS
                        .replace("RENEWED_CERTIFICATE", TestKeys.RENEWED_CERTIFICATE)
                        .replace("RENEWED_KEY", TestKeys.RENEWED_KEY)
                        .replace("CERTIFICATE", TestKeys.CERTIFICATE)
                        .replace("tls.key: KEY", "tls.key: " + TestKeys.KEY)
                + TopologyEdges.GATEWAYS
                + TopologyEdges.ROUTES
                + TopologyEdges.OTHERS);
    }

    private static final String GATEWAYS = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: ours},
             spec: {controllerName: gatewright.io/controller}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: ours},
             spec: {controllerName: gatewright.io/controller, parametersRef: {group: g.io, kind: K, name: p}}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: infra},
             spec: {gatewayClassName: ours, allowedListeners: {namespaces: {from: All}}, listeners: [
               {name: all, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}},
               {name: team, port: 81, protocol: HTTP, hostname: "*.example.com", allowedRoutes: {namespaces: {
                 from: Selector, selector: {matchLabels: {team: red}}}}}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: infra},
             spec: {gatewayClassName: ours, listeners: [
               {name: all, port: 80, protocol: HTTP},
               {name: tls, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: cert, namespace: other}]}},
               {name: tcp, port: 443, protocol: TCP, allowedRoutes: {namespaces: {from: All}}}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet, metadata: {name: more, namespace: team},
             spec: {parentRef: {name: gw, namespace: infra}, listeners: [{name: x, port: 80, protocol: HTTP, hostname: x.example.com}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet, metadata: {name: less, namespace: infra},
             spec: {parentRef: {name: gw}, listeners: [{name: x, port: 80, protocol: HTTP, hostname: x.example.com}]}}
            ---
            """;

    private static final String ROUTES = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: team},
             spec: {parentRefs: [{name: gw, namespace: infra}, {kind: ListenerSet, name: more}],
              rules: [{backendRefs: [{name: a, port: 80}, {name: b, namespace: other, port: 80}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: team},
             spec: {parentRefs: [{name: gw, namespace: infra, sectionName: team}], hostnames: [www.example.com],
              rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: b, namespace: other, port: 80}}}],
                       backendRefs: [{name: a, port: 80}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: GRPCRoute, metadata: {name: g, namespace: infra},
             spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{name: a, namespace: team, port: 80}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: TCPRoute, metadata: {name: t, namespace: other},
             spec: {parentRefs: [{name: gw, namespace: infra, port: 443}], rules: [{backendRefs: [{name: b, port: 80}]}]}}
            ---
            """;

    private static final String OTHERS = """
            {apiVersion: v1, kind: Namespace, metadata: {name: team, labels: {team: red}}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: team, labels: {team: blue}}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: a, namespace: team}, spec: {ports: [{name: http, port: 80}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: a, namespace: team}, spec: {ports: [{name: other, port: 81}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: b, namespace: other}, spec: {ports: [{name: http, port: 80}]}}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4,
             metadata: {name: a-1, namespace: team, labels: {kubernetes.io/service-name: a}},
             ports: [{name: http, port: 8080}], endpoints: [{addresses: [127.0.0.1]}]}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ReferenceGrant, metadata: {name: open, namespace: other},
             spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: team}], to: [{group: "", kind: Service}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ReferenceGrant, metadata: {name: open, namespace: team},
             spec: {from: [{group: gateway.networking.k8s.io, kind: GRPCRoute, namespace: infra}], to: [{group: "", kind: Service, name: a}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: BackendTLSPolicy, metadata: {name: p, namespace: team},
             spec: {targetRefs: [{group: "", kind: Service, name: a}], validation: {hostname: a, wellKnownCACertificates: System}}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: BackendTLSPolicy, metadata: {name: o, namespace: team},
             spec: {targetRefs: [{group: "", kind: Service, name: a}], validation: {hostname: a,
              caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]}}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: ca, namespace: team}, data: {ca.crt: none}}
            """;

    private static final String MORE_GATEWAYS = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: more},
             spec: {controllerName: gatewright.io/controller}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: more},
             spec: {controllerName: example.com/other}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: open, namespace: team},
             spec: {gatewayClassName: more, defaultScope: All, tls: {backend: {clientCertificateRef: {name: cert}}},
               allowedListeners: {namespaces: {from: All}}, listeners: [
               {name: all, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}},
               {name: secure, port: 443, protocol: HTTPS, hostname: x.example.com, tls: {certificateRefs: [{name: cert}]}}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: open, namespace: team},
             spec: {gatewayClassName: ours, allowedListeners: {namespaces: {from: Same}}, listeners: [
               {name: all, port: 80, protocol: HTTP, hostname: "*.example.com"},
               {name: udp, port: 53, protocol: UDP}, {name: bad, port: 81, protocol: SCTP}],
               tls: {backend: {clientCertificateRef: {name: cert}},
                     frontend: {default: {validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]}}}}}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet, metadata: {name: more, namespace: team},
             spec: {parentRef: {name: open}, listeners: [{name: x, port: 80, protocol: HTTP, hostname: y.example.com},
               {name: z, port: 443, protocol: HTTPS, hostname: "*.example.com", tls: {certificateRefs: [{name: cert}]}}]}}
            ---
            """;

    private static final String MORE_ROUTES = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: s, namespace: team},
             spec: {useDefaultGateways: All, hostnames: [x.example.com], rules: [{backendRefs: [{name: a, port: 81}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: s, namespace: team},
             spec: {parentRefs: [{name: open, sectionName: secure}, {kind: ListenerSet, name: more, sectionName: z},
                                 {kind: ListenerSet, name: more, port: 80}],
              rules: [{backendRefs: [{name: a, port: 80}]}, {backendRefs: [{group: gateway.networking.x-k8s.io, kind: XBackend, name: x}]},
                      {matches: [{path: {type: RegularExpression, value: "("}}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: u, namespace: other},
             spec: {parentRefs: [{name: open, namespace: team}, {name: gone, namespace: team}],
              rules: [{backendRefs: [{name: a, namespace: team, port: 80}, {name: b, port: 80}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: UDPRoute, metadata: {name: d, namespace: team},
             spec: {parentRefs: [{name: open}], rules: [{backendRefs: [{name: a, port: 80}]}]}}
            ---
            """;

    private static final String MORE_OTHERS = """
            {apiVersion: v1, kind: Secret, metadata: {name: cert, namespace: team}, type: kubernetes.io/tls,
             data: {tls.crt: RENEWED_CERTIFICATE, tls.key: RENEWED_KEY}}
            ---
            {apiVersion: v1, kind: Secret, metadata: {name: cert, namespace: team}, type: kubernetes.io/tls,
             data: {tls.crt: CERTIFICATE, tls.key: KEY}}
            ---
            {apiVersion: v1, kind: Secret, metadata: {name: cert, namespace: team}, type: kubernetes.io/tls,
             data: {tls.crt: CERTIFICATE, tls.key: RENEWED_KEY}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ReferenceGrant, metadata: {name: more, namespace: other},
             spec: {from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: infra}], to: [{group: "", kind: Secret}]}}
            ---
            {apiVersion: v1, kind: Secret, metadata: {name: cert, namespace: other}, type: kubernetes.io/tls,
             data: {tls.crt: CERTIFICATE, tls.key: KEY}}
            ---
            {apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XTelemetryPolicy, metadata: {name: o, namespace: team},
             spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: open}], tracing: {mode: Enabled,
              provider: {type: Generic, backendRef: {name: a, port: 80}}}}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: ca, namespace: team}, binaryData: {ca.crt: CERTIFICATE}}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4,
             metadata: {name: a-1, namespace: team, labels: {kubernetes.io/service-name: a, side: left}},
             ports: [{name: http, port: 8081}], endpoints: [{addresses: [127.0.0.2]}, {addresses: [127.0.0.3]}]}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4,
             metadata: {name: b-1, namespace: other, labels: {kubernetes.io/service-name: b}},
             ports: [{name: http, port: 8081}], endpoints: [{addresses: [127.0.0.2]}]}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: a, namespace: team}, spec: {ports: [
              {name: http, port: 80, appProtocol: kubernetes.io/h2c}, {name: d, port: 80, protocol: UDP}]}}
            ---
            {apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XBackend, metadata: {name: x, namespace: team},
             spec: {type: EndpointSelector, endpointSelector: {matchLabels: {side: left}}, port: {number: 8081}}}
            ---
            {apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XBackend, metadata: {name: x, namespace: team},
             spec: {type: ExternalHostname, externalHostname: {hostname: example.com}, port: {number: 443},
              tls: {mode: Client, validation: {hostname: example.com, caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]}}}}
            ---
            {apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XBackendTrafficPolicy, metadata: {name: t, namespace: team},
             spec: {targetRefs: [{group: "", kind: Service, name: a}], retryConstraint: {budget: {percent: 10, interval: 1s}}}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ReferenceGrant, metadata: {name: open, namespace: team},
             spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: other}], to: [{group: "", kind: Service}]}}
            """;

    private static final String UNRELATED = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: theirs},
             spec: {controllerName: example.com/other}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: their, namespace: infra},
             spec: {gatewayClassName: theirs, listeners: [{name: all, port: 80, protocol: HTTP}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: their, namespace: infra},
             spec: {parentRefs: [{name: their}], rules: [{backendRefs: [{name: their, port: 80}]}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: their, namespace: infra}, spec: {ports: [{port: 80}]}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: nobody, labels: {team: red}}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: BackendTLSPolicy, metadata: {name: p, namespace: infra},
             spec: {targetRefs: [{group: "", kind: Service, name: their}], validation: {hostname: a, wellKnownCACertificates: System}}}
            """;
}
