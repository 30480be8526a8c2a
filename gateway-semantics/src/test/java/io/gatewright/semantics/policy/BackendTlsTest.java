package io.gatewright.semantics.policy;

import static io.gatewright.semantics.Worlds.CLASS;
import static io.gatewright.semantics.Worlds.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.world.World;
import io.gatewright.semantics.Worlds;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.report.ConditionReport;
import io.gatewright.semantics.report.Reports;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is spoken to backends that a policy or their own declaration asks to verify. */
class BackendTlsTest {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: default}
            spec: {gatewayClassName: gatewright, listeners: [{name: http, port: 80, protocol: HTTP}]}
            """;

    private static String route(String backend) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r, namespace: default}
                spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [%s]}]}
                """.formatted(backend);
    }

    private static String policy(String targets) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: BackendTLSPolicy
                metadata: {name: p, namespace: default}
                spec: {targetRefs: [%s], validation: {hostname: a.example.com, wellKnownCACertificates: System}}
                """.formatted(targets);
    }

    private static String xbackend(String tls) {
        return """
                apiVersion: gateway.networking.x-k8s.io/v1alpha1
                kind: XBackend
                metadata: {name: x, namespace: default}
                spec:
                  type: ExternalHostname
                  externalHostname: {hostname: api.example.com}
                  port: {number: 443}
                  tls: %s
                """.formatted(tls);
    }

    private static final String TO_XBACKEND = "{group: gateway.networking.x-k8s.io, kind: XBackend, name: x}";

    private static ClusterPlan cluster(World world) {
        return Planner.plan(Topology.of(world, Settings.defaults()), EndpointSets.of(world))
                .get(0)
                .clusters()
                .get(0);
    }

    private static String accepted(World world, String kind) {
        return Reports.of(Topology.of(world, Settings.defaults()), Map.of()).objects().values().stream()
                .filter(report -> report.object().kind().equals(kind))
                .flatMap(report -> report.ancestors().get(0).conditions().stream())
                .filter(condition -> condition.type().equals("Accepted"))
                .map((ConditionReport condition) -> condition.status() + "/" + condition.reason())
                .findFirst()
                .orElse("");
    }

    @Test
    void a_missing_target_does_not_take_the_others_with_it() {
        World world = Worlds.of(
                CLASS,
                GATEWAY,
                service("default", "a"),
                route("{name: a, port: 80}"),
                policy("{group: '', kind: Service, name: a}, {group: '', kind: Service, name: gone}"));
        assertEquals(Optional.empty(), cluster(world).closed());
        assertEquals("a.example.com", cluster(world).tls().orElseThrow().serverName());
        assertEquals("True/Accepted", accepted(world, "BackendTLSPolicy"));
        assertEquals(
                List.of("spec.targetRefs[1]"),
                Topology.of(world, Settings.defaults()).findings().stream()
                        .map(Finding::path)
                        .toList());
    }

    @Test
    void a_missing_port_is_told_and_the_other_port_is_governed() {
        World world = Worlds.of(
                CLASS,
                GATEWAY,
                service("default", "a"),
                route("{name: a, port: 80}"),
                policy("{group: '', kind: Service, name: a, sectionName: http},"
                        + " {group: '', kind: Service, name: a, sectionName: nope}"));
        assertEquals(Optional.empty(), cluster(world).closed());
        assertTrue(cluster(world).tls().isPresent());
        assertEquals("False/TargetNotFound", accepted(world, "BackendTLSPolicy"));
    }

    @Test
    void an_xbackend_that_cannot_be_verified_is_closed_and_told() {
        World world = Worlds.of(
                CLASS,
                GATEWAY,
                route(TO_XBACKEND),
                xbackend("{mode: ServerOnly, validation: {hostname: api.example.com,"
                        + " caCertificateRefs: [{group: '', kind: ConfigMap, name: nope}]}}"));
        assertEquals(
                Optional.of("NoValidCACertificate"), cluster(world).closed().map(Refusal::reason));
        assertEquals("False/NoValidCACertificate", accepted(world, "XBackend"));
    }

    @Test
    void an_xbackend_is_not_verified_by_the_system_unless_it_says_so() {
        World world = Worlds.admitted(
                CLASS,
                GATEWAY,
                route(TO_XBACKEND),
                xbackend("{mode: ServerOnly, validation: {hostname: api.example.com,"
                        + " wellKnownCACertificates: example.com/own}}"));
        assertEquals(Optional.of("Invalid"), cluster(world).closed().map(Refusal::reason));
        assertEquals("False/Invalid", accepted(world, "XBackend"));
    }

    @Test
    void an_xbackend_without_its_client_certificate_is_closed() {
        World world = Worlds.of(
                CLASS,
                GATEWAY,
                route(TO_XBACKEND),
                xbackend("{mode: ClientAndServer, clientCertificateRef: {name: nope},"
                        + " validation: {hostname: api.example.com, wellKnownCACertificates: System}}"));
        assertTrue(cluster(world).closed().isPresent());
        assertEquals("False/Invalid", accepted(world, "XBackend"));
    }

    @Test
    void an_xbackend_that_can_be_verified_is_accepted() {
        World world = Worlds.of(
                CLASS,
                GATEWAY,
                route(TO_XBACKEND),
                xbackend(
                        "{mode: ServerOnly, validation: {hostname: api.example.com, wellKnownCACertificates: System}}"));
        assertEquals(Optional.empty(), cluster(world).closed());
        assertEquals("api.example.com", cluster(world).tls().orElseThrow().serverName());
        assertEquals("True/Accepted", accepted(world, "XBackend"));
    }

    @Test
    void a_service_with_an_unknown_protocol_in_another_spelling_is_plain() {
        String odd =
                service("default", "a").replace("{name: http, port: 80}", "{name: http, port: 80, appProtocol: TCP}");
        World world = Worlds.of(CLASS, GATEWAY, odd, route("{name: a, port: 80}"));
        assertEquals(ClusterPlan.Protocol.HTTP1, cluster(world).protocol());
    }

    @Test
    void a_lost_conflict_is_among_the_findings() {
        String late = policy("{group: '', kind: Service, name: a}").replace("{name: p,", "{name: q,");
        World world = Worlds.of(CLASS, service("default", "a"), policy("{group: '', kind: Service, name: a}"), late);
        assertEquals(
                List.of("BackendTLSPolicy default/q POLICY_CONFLICTED"),
                Topology.of(world, Settings.defaults()).findings().stream()
                        .map(finding ->
                                finding.object() + " " + finding.reason().name())
                        .toList());
    }
}
