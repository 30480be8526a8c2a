package io.gatewright.k8s.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gatewright.k8s.Declared;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.report.Reports;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusWriterTest {
    private static final Settings SETTINGS = Settings.defaults();
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final ObjectRef GATEWAY = Gateway.KIND.ref("a", "gw");
    private static final String V1 = "apiVersion: gateway.networking.k8s.io/v1\n";
    private static final String CLASS =
            V1 + "kind: GatewayClass\nmetadata: {name: c}\nspec: {controllerName: gatewright.io/controller}\n";
    static final String FOREIGN = "{parentRef: {name: other}, controllerName: example.com/other, conditions: []}";
    static final String OURS = "{parentRef: {name: gw}, controllerName: gatewright.io/controller, conditions: []}";

    private final ApiStandIn api = new ApiStandIn();
    private final KubernetesClient client = api.client();
    private final StatusWriter writer = new StatusWriter(client, SETTINGS.controllerName(), () -> NOW);
    private final Logger log = Logger.getLogger(StatusWriter.class.getName());

    @AfterEach
    void stop() {
        writer.close();
        client.close();
        api.close();
        log.setLevel(null);
    }

    private static String gateway(String status) {
        return V1 + """
                kind: Gateway
                metadata: {name: gw, namespace: a, generation: 1, resourceVersion: "10", uid: u}
                spec: {gatewayClassName: c, listeners: [{name: http, port: 80, protocol: HTTP}]}
                """ + status;
    }

    static String route(String version, long generation, String entries) {
        return V1 + """
                kind: HTTPRoute
                metadata: {name: r, namespace: a, generation: %d, resourceVersion: "%s", uid: v}
                spec: {parentRefs: [{name: gw}, {name: other}]}
                status: {parents: [%s]}
                """.formatted(generation, version, entries);
    }

    private static Report report(Map<ObjectRef, Ack> acks, String... yaml) {
        return Reports.of(Topology.of(World.of(Declared.objects(yaml)), SETTINGS), new TreeMap<>(acks));
    }

    /** What is said about the Gateway and the route while nothing else is known. */
    static Report report() {
        return report(Map.of(), CLASS, gateway(""), route("1", 1, ""));
    }

    private static Map<ObjectRef, Ack> served() {
        return Map.of(GATEWAY, new Ack(GATEWAY, 1, List.of(new Ack.Bound(80, false, "192.0.2.1", 80)), List.of()));
    }

    /** The controllers of a route's entries. */
    static String controllers(JsonNode status) {
        return StreamSupport.stream(status.path("parents").spliterator(), false)
                .map(entry -> entry.path("controllerName").asText())
                .collect(Collectors.joining(" "));
    }

    private static String programmed(JsonNode status) {
        return StreamSupport.stream(status.path("conditions").spliterator(), false)
                .filter(condition -> condition.path("type").asText().equals("Programmed"))
                .map(condition -> condition.path("status").asText())
                .collect(Collectors.joining(" "));
    }

    @Test
    void our_entry_is_added_and_foreign_ones_stay() throws Exception {
        ApiObject route = api.put(route("10", 1, FOREIGN));
        writer.lead(true);
        writer.accept(report());
        writer.seen(route);
        ApiStandIn.Patch patch = api.next();
        assertEquals("/apis/gateway.networking.k8s.io/v1/namespaces/a/httproutes/r/status", patch.path());
        assertEquals(200, patch.answer());
        assertEquals("10", patch.body().at("/metadata/resourceVersion").asText());
        assertEquals("example.com/other gatewright.io/controller", controllers(api.status(route)));
        assertFalse(patch.body().has("spec"), "a status is all that is written");
        assertNull(api.reads.poll(), "what is known is not asked for");
    }

    @Test
    void nothing_is_written_before_it_leads_and_before_there_is_a_report() throws Exception {
        ApiObject route = api.put(route("10", 1, OURS));
        writer.seen(route);
        writer.accept(new Report(new TreeMap<>()));
        writer.accept(report());
        assertEquals(0, writer.writes());
        writer.lead(true);
        assertNull(api.patches.poll(), "an old report may be wrong by now");
        writer.accept(report());
        assertEquals(1, api.next().body().at("/status/parents").size());
        assertNull(api.patches.poll());

        try (StatusWriter second = new StatusWriter(client, SETTINGS.controllerName(), () -> NOW)) {
            second.lead(true);
            second.seen(api.put(route("20", 1, OURS)));
            second.accept(report());
            assertEquals("20", api.next().body().at("/metadata/resourceVersion").asText());
        }
    }

    @Test
    void who_leads_no_more_writes_no_more() throws Exception {
        writer.lead(true);
        writer.accept(report());
        writer.lead(false);
        writer.seen(api.put(route("10", 1, "")));
        writer.lead(true);
        assertNull(api.patches.poll(), "an old report may be wrong by now");
        writer.accept(report());
        assertEquals("10", api.next().body().at("/metadata/resourceVersion").asText());
        assertNull(api.patches.poll());
    }

    @Test
    void nothing_is_written_when_nothing_differs() throws Exception {
        ApiObject route = api.put(route("10", 1, ""));
        writer.lead(true);
        writer.accept(report());
        writer.seen(route);
        JsonNode first = api.next().body();
        writer.seen(route); // the watch is late
        writer.accept(report());
        writer.lead(true);
        // the next write of this object is the one that differs, and it starts from what the first one made
        writer.accept(report(Map.of(), CLASS, route("1", 1, "")));
        ApiStandIn.Patch second = api.next();
        assertEquals("11", second.body().at("/metadata/resourceVersion").asText());
        assertEquals(
                List.of(1, 0),
                List.of(
                        first.at("/status/parents").size(),
                        second.body().at("/status/parents").size()));
        assertNull(api.patches.poll());
    }

    @Test
    void our_entries_go_from_an_object_that_is_no_longer_ours() throws Exception {
        ApiObject route = api.put(route("10", 1, FOREIGN + ", " + OURS));
        ApiObject foreign = api.put(route("10", 1, FOREIGN).replace("name: r,", "name: s,"));
        writer.lead(true);
        writer.accept(report(Map.of(), CLASS));
        writer.seen(foreign);
        writer.seen(route);
        ApiStandIn.Patch patch = api.next();
        assertTrue(patch.path().endsWith("/r/status"), patch.path());
        assertEquals("example.com/other", controllers(api.status(route)));
        assertNull(api.patches.poll());
    }

    @Test
    void a_programmed_gateway_is_left_alone_until_its_proxies_have_spoken() throws Exception {
        ApiObject gateway = api.put(gateway(""));
        writer.lead(true);
        writer.accept(report(served(), CLASS, gateway("")));
        writer.seen(gateway);
        api.next();
        assertEquals("True", programmed(api.status(gateway)));

        Report unknown = report(Map.of(), CLASS, gateway(""));
        writer.accept(unknown.withUnsettled(new TreeSet<>(List.of(GATEWAY))));
        Map<ObjectRef, Ack> taken = Map.of(
                GATEWAY,
                new Ack(
                        GATEWAY,
                        2,
                        List.of(),
                        List.of(new Ack.Problem(
                                "listener/Gateway/a/gw/http", "PortUnavailable", "port 80 is in use"))));
        writer.accept(report(taken, CLASS, gateway("")));
        ApiStandIn.Patch patch = api.next();
        assertEquals("False", programmed(patch.body().path("status")), "never Unknown in between");
        assertEquals("11", patch.body().at("/metadata/resourceVersion").asText());
    }

    @Test
    void a_settled_gateway_is_written_although_its_report_is_the_same() throws Exception {
        ApiObject gateway = api.put(gateway(""));
        writer.lead(true);
        writer.accept(report(served(), CLASS, gateway("")));
        writer.seen(gateway);
        api.next();
        Report unknown = report(Map.of(), CLASS, gateway(""));
        writer.accept(unknown.withUnsettled(new TreeSet<>(List.of(GATEWAY))));
        writer.accept(unknown);
        assertEquals("Unknown", programmed(api.next().body().path("status")));
    }

    @Test
    void listener_sets_of_a_settled_gateway_are_written_although_their_reports_are_the_same() throws Exception {
        String programmed = "status: {conditions: [{type: Programmed, status: \"True\", reason: Programmed, message: m,"
                + " lastTransitionTime: \"2026-11-27T09:00:00Z\"}]}\n";
        String open = gateway("").replace("spec: {", "spec: {allowedListeners: {namespaces: {from: Same}}, ");
        String set = V1 + """
                kind: ListenerSet
                metadata: {name: s, namespace: a, generation: 1, resourceVersion: "10", uid: w}
                spec: {parentRef: {name: gw}, listeners: [{name: x, port: 81, protocol: HTTP}]}
                """;
        ApiObject gateway = api.put(open + programmed);
        ApiObject listenerSet = api.put(set);
        writer.lead(true);
        Report unknown = report(Map.of(), CLASS, open, set);
        writer.accept(unknown.withUnsettled(new TreeSet<>(List.of(GATEWAY))));
        writer.seen(gateway);
        writer.seen(listenerSet);
        assertNull(api.patches.poll(), "both wait for the proxies");
        writer.accept(unknown);
        assertEquals(
                Set.of("gateways/gw/status", "listenersets/s/status"),
                Stream.of(api.next(), api.next())
                        .map(patch -> patch.path().substring(patch.path().indexOf("/a/") + 3))
                        .collect(Collectors.toSet()));
    }

    @Test
    void a_new_gateway_is_told_that_it_is_waited_for() throws Exception {
        ApiObject gateway = api.put(gateway(""));
        writer.lead(true);
        writer.accept(report(Map.of(), CLASS, gateway("")).withUnsettled(new TreeSet<>(List.of(GATEWAY))));
        writer.seen(gateway);
        assertEquals("Unknown", programmed(api.next().body().path("status")));
    }

    @Test
    void a_report_on_an_older_generation_waits_for_that_on_the_newest() throws Exception {
        ApiObject route = api.put(route("10", 2, ""));
        writer.lead(true);
        writer.accept(report());
        writer.seen(route);
        writer.accept(report(Map.of(), CLASS, gateway(""), route("1", 2, "")));
        ApiStandIn.Patch patch = api.next();
        assertEquals(
                2,
                patch.body()
                        .at("/status/parents/0/conditions/0/observedGeneration")
                        .asInt());
        assertNull(api.patches.poll());
    }

    @Test
    void an_object_that_is_gone_is_not_waited_for() throws Exception {
        ApiObject route = Declared.object(route("10", 1, ""));
        writer.lead(true);
        writer.accept(report());
        writer.seen(route);
        assertEquals(404, api.next().answer());
        writer.gone(route.ref());
        assertEquals(Map.of(), writer.observed());
        writer.seen(api.put(route("20", 1, "")));
        ApiStandIn.Patch patch = api.next();
        while (patch.answer() == 404) {
            patch = api.next(); // tried once more before it was known to be gone
        }
        assertEquals("20", patch.body().at("/metadata/resourceVersion").asText());
    }

    @Test
    void a_kind_is_written_in_the_version_that_is_served() throws Exception {
        String policy = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: BackendTLSPolicy
                metadata: {name: p, namespace: a, generation: 1, resourceVersion: "3", uid: x}
                spec:
                  targetRefs: [{group: "", kind: Service, name: s}]
                  validation: {hostname: a.example.com, wellKnownCACertificates: System}
                status:
                  ancestors:
                  - {ancestorRef: {name: gw}, controllerName: gatewright.io/controller, conditions: []}
                """;
        writer.served(Map.of(BackendTlsPolicy.KIND, "v1alpha3"));
        writer.lead(true);
        writer.accept(report());
        writer.seen(api.put(Declared.object(policy), "v1alpha3"));
        ApiStandIn.Patch patch = api.next();
        assertEquals("/apis/gateway.networking.k8s.io/v1alpha3/namespaces/a/backendtlspolicies/p/status", patch.path());
        assertEquals(200, patch.answer());
    }

    @Test
    void of_many_counts_in_a_row_the_last_one_is_written() throws Exception {
        ApiObject gateway = api.put(gateway(""));
        writer.lead(true);
        writer.seen(gateway);
        int routes = 50;
        String[] declared = new String[routes + 2];
        declared[0] = CLASS;
        declared[1] = gateway("");
        List<Report> reports = new ArrayList<>();
        for (int number = 0; number < routes; number++) {
            declared[number + 2] = route("1", 1, "").replace("name: r,", "name: r" + number + ",");
            reports.add(report(served(), Arrays.copyOf(declared, number + 3)));
        }
        reports.forEach(writer::accept);
        int written = 0;
        long counted;
        do {
            counted = api.next().body().at("/status/listeners/0/attachedRoutes").asLong();
            written++;
        } while (counted < routes);
        assertEquals(routes, counted);
        assertTrue(written <= 3, "the first one, the last one, and one if all of it took some seconds: " + written);
    }

    @Test
    void many_are_written_at_a_time_and_no_more_than_that() throws Exception {
        int routes = 100;
        String[] declared = new String[routes + 2];
        declared[0] = CLASS;
        declared[1] = gateway("");
        api.hold();
        writer.lead(true);
        for (int number = 0; number < routes; number++) {
            String one = route("10", 1, "").replace("name: r,", "name: r" + number + ",");
            declared[number + 2] = one;
            writer.seen(api.put(one));
        }
        writer.accept(report(Map.of(), declared));
        api.awaitHeld(32);
        assertEquals(32, api.held(), "the others wait");
        api.release();
        Set<String> paths = new HashSet<>();
        while (paths.size() < routes) {
            ApiStandIn.Patch patch = api.next();
            assertEquals(200, patch.answer());
            assertTrue(paths.add(patch.path()), "once: " + patch.path());
        }
    }
}
