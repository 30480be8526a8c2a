package io.gatewright.semantics.report;

import static io.gatewright.semantics.Worlds.CLASS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatewright.model.world.World;
import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowsTest {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: default}
            spec: {gatewayClassName: gatewright, listeners: [{name: http, port: 80, protocol: HTTP}]}
            """;

    private static String route(String name, int day, String rest) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s, namespace: default, creationTimestamp: "2026-01-0%dT00:00:00Z"}
                spec: {parentRefs: [{name: gw}], %s}
                """.formatted(name, day, rest);
    }

    private static List<String> shadows(String... routes) {
        return shadows(Worlds.of(CLASS, GATEWAY, String.join("\n---\n", routes)));
    }

    private static List<String> shadows(World world) {
        return Shadows.of(Planner.plan(Topology.of(world, Settings.defaults()), EndpointSets.of(world))
                        .get(0))
                .stream()
                .map(shadow ->
                        shadow.rule().route().name() + "/" + shadow.rule().index() + " by "
                                + shadow.shadowedBy().get(0).route().name() + "/"
                                + shadow.shadowedBy().get(0).index())
                .toList();
    }

    @Test
    void the_younger_of_two_equal_rules_is_shadowed() {
        assertEquals(
                List.of("young/0 by old/0"),
                shadows(
                        route("young", 2, "hostnames: [a.com], rules: [{matches: [{path: {value: /x}}]}]"),
                        route("old", 1, "hostnames: [a.com], rules: [{matches: [{path: {value: /x/}}]}]")));
    }

    @Test
    void a_broader_path_does_not_shadow_a_longer_one() {
        assertEquals(
                List.of(),
                shadows(
                        route("broad", 1, "rules: [{matches: [{path: {value: /}}]}]"),
                        route("narrow", 2, "rules: [{matches: [{path: {value: /x}}]}]")));
    }

    @Test
    void a_more_specific_host_takes_all_that_its_paths_cover() {
        String listener = GATEWAY.replace("protocol: HTTP}", "protocol: HTTP, hostname: a.com}");
        World world = Worlds.of(
                CLASS,
                listener,
                route("exact", 2, "hostnames: [a.com], rules: [{}]"),
                route("hostless", 1, "rules: [{matches: [{path: {value: /x}}]}]"));
        assertEquals(List.of("hostless/0 by exact/0"), shadows(world));
    }

    @Test
    void a_rule_with_one_reachable_match_is_not_reported() {
        assertEquals(
                List.of(),
                shadows(
                        route("old", 1, "rules: [{matches: [{path: {value: /x}}]}]"),
                        route("young", 2, "rules: [{matches: [{path: {value: /x}}, {path: {value: /y}}]}]")));
    }
}
