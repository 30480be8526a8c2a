package io.gatewright.app.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatewright.k8s.infra.InfraPlan;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.Strictness;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServiceAddressesTest {
    private static final ObjectRef GATEWAY = new ObjectRef(Kind.GATEWAY_GROUP, "Gateway", "a", "gw");
    private static final Optional<InfraPlan> PLAN =
            Optional.of(new InfraPlan(GATEWAY, "gw-c", "gw-c", "gw-c", InfraPlan.Need.RUN, List.of()));
    private static final Ack ACK = new Ack(
            GATEWAY,
            3,
            List.of(new Ack.Bound(80, false, "10.1.0.9", 80), new Ack.Bound(53, true, "10.1.0.9", 53)),
            List.of(new Ack.Problem("listener/x", "PortUnavailable", "port 81 is in use")));

    private final ServiceAddresses addresses = new ServiceAddresses();

    private static World world(String... yaml) {
        Reading reading = new ModelReader().read("w.yaml", String.join("\n---\n", yaml), Strictness.ADMITTED);
        if (reading.hasErrors()) {
            throw new AssertionError(reading.allProblems().toString());
        }
        return World.of(reading.values());
    }

    private static String service(String spec, String status) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: gw-c, namespace: a}
                spec: {%s}
                status: {%s}
                """.formatted(spec, status);
    }

    private static String slice(String conditions) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: gw-c-1, namespace: a, labels: {kubernetes.io/service-name: gw-c}}
                addressType: IPv4
                ports: [{port: 80}]
                endpoints: [{addresses: [10.1.0.9], conditions: {%s}}]
                """.formatted(conditions);
    }

    private static final String BALANCER = "type: LoadBalancer, clusterIPs: [10.96.0.1]";
    private static final String ASSIGNED = "loadBalancer: {ingress: [{ip: 192.0.2.1}, {hostname: lb.example.com}]}";

    /** The sockets as clients see them. */
    private String seen(World world) {
        Ack seen = addresses.of(world, PLAN, ACK);
        assertEquals(ACK.version(), seen.version());
        assertEquals(ACK.problems(), seen.problems());
        return seen.bound().stream()
                .map(socket -> socket.address() + ":" + socket.port() + (socket.udp() ? "/udp" : ""))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Test
    void sockets_count_when_the_service_leads_to_one_ready_proxy() {
        assertEquals("", seen(world()));
        assertEquals("", seen(world(service(BALANCER, ASSIGNED))));
        assertEquals("", seen(world(service(BALANCER, ASSIGNED), slice("ready: false"))));
        assertEquals("", seen(world(slice("ready: true"))));
        assertEquals(
                "192.0.2.1:53/udp 192.0.2.1:80 lb.example.com:53/udp lb.example.com:80",
                seen(world(service(BALANCER, ASSIGNED), slice("ready: true"))));
    }

    @Test
    void an_endpoint_that_does_not_say_is_ready() {
        assertEquals(
                "192.0.2.1:53/udp 192.0.2.1:80",
                seen(world(service(BALANCER, "loadBalancer: {ingress: [{ip: 192.0.2.1}]}"), slice(""))));
    }

    @Test
    void who_was_reached_once_is_asked_for_itself_after_that() {
        seen(world(service(BALANCER, ASSIGNED), slice("ready: true")));
        assertEquals(
                "192.0.2.1:53/udp 192.0.2.1:80 lb.example.com:53/udp lb.example.com:80",
                seen(world(service(BALANCER, ASSIGNED), slice("ready: false"))));
        assertEquals(":53/udp :80", seen(world()), "the Service is gone: bound, and nowhere to be reached");
        addresses.retain(Set.of(GATEWAY));
        assertEquals(":53/udp :80", seen(world()));
        addresses.retain(Set.of());
        assertEquals("", seen(world()));
    }

    @Test
    void a_load_balancer_without_an_address_is_waited_for() {
        assertEquals(":53/udp :80", seen(world(service(BALANCER, ""), slice("ready: true"))));
    }

    @Test
    void external_addresses_count_with_those_of_the_balancer() {
        assertEquals(
                "192.0.2.1:53/udp 192.0.2.1:80 198.51.100.7:53/udp 198.51.100.7:80",
                seen(world(
                        service(
                                "type: LoadBalancer, externalIPs: [198.51.100.7]",
                                "loadBalancer: {ingress: [{ip: 192.0.2.1}]}"),
                        slice("ready: true"))));
    }

    @Test
    void within_the_cluster_its_own_addresses_count() {
        assertEquals(
                "10.96.0.1:53/udp 10.96.0.1:80 fd00::1:53/udp fd00::1:80",
                seen(world(service("type: ClusterIP, clusterIPs: [10.96.0.1, 'fd00::1']", ""), slice("ready: true"))));
        assertEquals(
                "10.96.0.1:53/udp 10.96.0.1:80",
                seen(world(service("type: NodePort, clusterIPs: [10.96.0.1]", ""), slice("ready: true"))));
        assertEquals(
                ":53/udp :80", seen(world(service("type: ClusterIP, clusterIPs: [None]", ""), slice("ready: true"))));
    }

    @Test
    void a_gateway_for_which_nothing_runs_is_not_reached() {
        Ack seen = addresses.of(world(service(BALANCER, ASSIGNED), slice("ready: true")), Optional.empty(), ACK);
        assertEquals(List.of(), seen.bound());
    }
}
