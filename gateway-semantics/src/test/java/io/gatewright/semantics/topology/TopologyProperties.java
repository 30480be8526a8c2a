package io.gatewright.semantics.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.Strictness;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.report.Reports;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every world and every way to get there. */
class TopologyProperties {
    /** Documents to put and to take away: several states of each of a few objects that refer to each other. */
    private static final List<ApiObject> POOL = pool();

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

    @Property(tries = 150)
    void incremental_topology_equals_fresh_topology(@ForAll("edits") List<Edit> edits) {
        World world = World.empty();
        Topology topology = Topology.of(world, Settings.defaults());
        for (Edit edit : edits) {
            world = world.apply(List.of(edit.event()));
            topology = topology.next(world);
            Topology fresh = Topology.of(world, Settings.defaults());
            assertEquals(Reports.of(fresh, Map.of()), Reports.of(topology, Map.of()));
            assertEquals(plans(fresh, world), plans(topology, world));
            assertEquals(fresh.findings(), topology.findings());
        }
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
        return read(GATEWAYS + ROUTES + OTHERS);
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
