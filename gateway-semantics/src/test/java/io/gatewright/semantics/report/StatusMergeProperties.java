package io.gatewright.semantics.report;

import static io.gatewright.semantics.Worlds.CLASS;
import static io.gatewright.semantics.Worlds.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Condition;
import io.gatewright.model.core.ImmutableCondition;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.ImmutableGateway;
import io.gatewright.model.gateway.ImmutableGatewayStatus;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.ImmutableHttpRoute;
import io.gatewright.model.route.ImmutableParentReference;
import io.gatewright.model.route.ImmutableRouteParentStatus;
import io.gatewright.model.route.ImmutableRouteStatus;
import io.gatewright.model.route.RouteParentStatus;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a writer of status may rely on. */
class StatusMergeProperties {
    private static final String OURS = Settings.defaults().controllerName();
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final StatusMerge MERGE = new StatusMerge(OURS);

    private static final World WORLD = Worlds.of(CLASS, """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: default, generation: 3}
            spec: {gatewayClassName: gatewright, listeners: [{name: http, port: 80, protocol: HTTP}]}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: r, namespace: default, generation: 5}
            spec: {parentRefs: [{name: gw}, {name: gw2}], rules: [{backendRefs: [{name: a, port: 80}]}]}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: BackendTLSPolicy
            metadata: {name: p, namespace: default, generation: 1}
            spec:
              targetRefs: [{group: "", kind: Service, name: a}]
              validation: {hostname: a.example.com, wellKnownCACertificates: System}
            """, service("default", "a"));

    private static Report report(World world, boolean programmed) {
        Ack ack = new Ack(
                Gateway.KIND.ref("default", "gw"), 1, List.of(new Ack.Bound(80, false, "127.0.0.1", 80)), List.of());
        return Reports.of(Topology.of(world, Settings.defaults()), programmed ? Map.of(ack.gateway(), ack) : Map.of());
    }

    @Provide
    Arbitrary<List<RouteParentStatus>> foreign() {
        Arbitrary<Condition> conditions = Combinators.combine(
                        Arbitraries.of("Accepted", "ResolvedRefs", "Odd"),
                        Arbitraries.of("True", "False", "Unknown"),
                        Arbitraries.longs().between(0, 9))
                .as((type, status, generation) -> ImmutableCondition.builder()
                        .type(type)
                        .status(status)
                        .reason("Theirs")
                        .message("")
                        .observedGeneration(generation)
                        .lastTransitionTime(Instant.EPOCH)
                        .build());
        return Combinators.combine(
                        Arbitraries.of("gw", "other"),
                        Arbitraries.of("example.com/theirs", "example.org/others"),
                        conditions.list().ofMinSize(1).ofMaxSize(3))
                .<RouteParentStatus>as((parent, controller, list) -> ImmutableRouteParentStatus.builder()
                        .parentRef(
                                ImmutableParentReference.builder().name(parent).build())
                        .controllerName(controller)
                        .conditions(list)
                        .build())
                .list()
                .ofMaxSize(5);
    }

    @Property(tries = 50)
    void second_status_write_is_empty(@ForAll boolean programmed) {
        for (ObjectReport report : report(WORLD, programmed).objects().values()) {
            ApiObject current = WORLD.get(report.object()).orElseThrow();
            ApiObject written = MERGE.merge(current, report, NOW).orElseThrow();
            assertEquals(Optional.empty(), MERGE.merge(written, report, NOW.plusSeconds(60)));
        }
    }

    @Property
    void other_controllers_status_is_untouched(@ForAll("foreign") List<RouteParentStatus> foreign) {
        HttpRoute route = WORLD.get(HttpRoute.KIND, "default", "r").orElseThrow();
        HttpRoute shared = ImmutableHttpRoute.copyOf(route)
                .withStatus(ImmutableRouteStatus.builder().parents(foreign).build());
        World world = WORLD.apply(List.of(new Event.Put(shared)));
        ObjectReport report = report(world, true).of(route.ref()).orElseThrow();
        HttpRoute written = (HttpRoute) MERGE.merge(shared, report, NOW).orElseThrow();
        List<RouteParentStatus> parents = written.status().orElseThrow().parents();
        assertEquals(
                foreign,
                parents.stream().filter(p -> !p.controllerName().equals(OURS)).toList());
        assertEquals(
                1, parents.stream().filter(p -> p.controllerName().equals(OURS)).count());

        HttpRoute left = (HttpRoute)
                MERGE.merge(written, StatusMerge.silence(written), NOW).orElseThrow();
        assertEquals(foreign, left.status().orElseThrow().parents());
    }

    @Example
    void a_transition_moves_its_time_and_nothing_else() {
        Gateway gateway = WORLD.get(Gateway.KIND, "default", "gw").orElseThrow();
        Gateway first = (Gateway)
                MERGE.merge(gateway, report(WORLD, false).of(gateway.ref()).orElseThrow(), NOW)
                        .orElseThrow();
        Instant later = NOW.plusSeconds(60);
        Gateway second = (Gateway)
                MERGE.merge(first, report(WORLD, true).of(gateway.ref()).orElseThrow(), later)
                        .orElseThrow();
        for (Condition condition : second.status().conditions()) {
            assertEquals(condition.type().equals("Programmed") ? later : NOW, condition.lastTransitionTime());
        }
        assertTrue(second.status().conditions().size() >= 3);
    }

    @Example
    void foreign_conditions_and_newer_generations_stay() {
        Gateway gateway = WORLD.get(Gateway.KIND, "default", "gw").orElseThrow();
        Condition foreign = condition("example.com/Blessed", 1);
        Condition newer = condition("Accepted", 9);
        Gateway current = ImmutableGateway.copyOf(gateway)
                .withStatus(ImmutableGatewayStatus.builder()
                        .conditions(List.of(foreign, newer))
                        .build());
        Gateway written = (Gateway)
                MERGE.merge(current, report(WORLD, true).of(gateway.ref()).orElseThrow(), NOW)
                        .orElseThrow();
        assertEquals(foreign, written.status().conditions().get(0));
        assertEquals(newer, written.status().conditions().get(1));
    }

    private static Condition condition(String type, long generation) {
        return ImmutableCondition.builder()
                .type(type)
                .status("False")
                .reason("Theirs")
                .message("m")
                .observedGeneration(generation)
                .lastTransitionTime(Instant.EPOCH)
                .build();
    }
}
