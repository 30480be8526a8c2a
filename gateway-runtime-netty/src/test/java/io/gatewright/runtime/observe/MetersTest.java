package io.gatewright.runtime.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.Certs;
import io.gatewright.runtime.Client;
import io.gatewright.runtime.Edge;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.Plan;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetersTest {
    /** Samples as {@code name{label=value,...}}, in the order they were told. */
    private static Map<String, String> read(Meters meters) {
        Map<String, String> found = new TreeMap<>();
        List<String> names = new ArrayList<>();
        meters.visit(
                new MeterVisitor() {
                    @Override
                    public void counter(String name, String help, SortedMap<String, String> labels, long value) {
                        put(name, labels, Long.toString(value));
                    }

                    @Override
                    public void gauge(String name, String help, SortedMap<String, String> labels, double value) {
                        put(name, labels, Double.toString(value));
                    }

                    @Override
                    public void histogram(
                            String name,
                            String help,
                            SortedMap<String, String> labels,
                            double[] upperBounds,
                            long[] counts,
                            double sum) {
                        assertEquals(Double.POSITIVE_INFINITY, upperBounds[upperBounds.length - 1]);
                        assertEquals(upperBounds.length, counts.length);
                        put(name, labels, LongStream.of(counts).sum() + " in " + Arrays.toString(counts) + " " + sum);
                    }

                    private void put(String name, SortedMap<String, String> labels, String value) {
                        found.put(name + labels, value);
                        assertTrue(
                                !names.contains(name)
                                        || names.get(names.size() - 1).equals(name),
                                "samples of " + name + " are apart");
                        names.add(name);
                    }
                },
                Instant.ofEpochSecond(100));
        return found;
    }

    private static AccessRecord record(@Nullable String route, int status, @Nullable String reason, long nanos) {
        return new AccessRecord(
                Instant.EPOCH,
                new AccessRecord.Place(
                        Edge.GATEWAY,
                        80,
                        1,
                        Edge.key("web"),
                        route == null ? null : new ObjectRef("g", "HTTPRoute", "default", route),
                        route == null ? -1 : 0,
                        null,
                        null,
                        null),
                new AccessRecord.Client(new InetSocketAddress("127.0.0.1", 1), null, null, null, null),
                null,
                new AccessRecord.Reply(status, -1, reason, 0, 0),
                new AccessRecord.Timing(nanos, -1, -1, 0));
    }

    @Test
    void exchanges_are_counted_by_place_status_reason_and_duration() {
        Meters meters = new Meters();
        for (int i = 0; i < 3; i++) {
            meters.exchangeStarted();
        }
        meters.exchangeFinished(record("r", 200, null, 1_000_000));
        meters.exchangeFinished(record("r", 503, "no_endpoint", 60_000_000_000L));
        assertEquals(1, meters.exchangesActive());
        Map<String, String> found = read(meters);
        String labels = "backend=, gateway=default/gw, listener=Gateway/default/gw/web, ";
        assertEquals(
                "1", found.get("gatewright_exchanges{" + labels + "route=HTTPRoute/default/r, rule=0, status=2xx}"));
        assertEquals(
                "1", found.get("gatewright_exchanges{" + labels + "route=HTTPRoute/default/r, rule=0, status=5xx}"));
        assertEquals(
                "1",
                found.get("gatewright_gateway_replies{backend=, gateway=default/gw, listener=Gateway/default/gw/web, "
                        + "reason=no_endpoint, route=HTTPRoute/default/r, rule=0}"));
        assertEquals(
                "2 in [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] 60.001",
                found.get("gatewright_exchange_seconds{" + labels + "route=HTTPRoute/default/r, rule=0}"));
        assertEquals("1.0", found.get("gatewright_exchanges_active{}"));
    }

    @Test
    void what_a_plan_no_longer_has_is_forgotten() {
        Meters meters = new Meters();
        meters.exchangeStarted();
        meters.exchangeFinished(record("r", 200, null, 1));
        meters.cluster(Edge.GATEWAY, "cluster/Service/default/a/80/HTTP1").opened();
        meters.port(Edge.GATEWAY, 80, false).opened();
        meters.port(Edge.GATEWAY, 81, false).refused("x");
        meters.forgetOthers(Plan.of(Edge.GATEWAY, List.of(Edge.http("other", 82))));
        String left = read(meters).keySet().toString();
        assertTrue(!left.contains("HTTPRoute") && !left.contains("Service/") && !left.contains("port=81"), left);
        assertTrue(left.contains("port=80"), left);
    }

    @Test
    void connections_handshakes_certificates_and_the_snapshot_are_told() throws Exception {
        var bundle = Certs.ONE.server("a.example.com");
        CertificatePlan cert = Certs.plan("c", bundle);
        try (Edge edge = Edge.start(b -> b.clock(() -> Instant.ofEpochSecond(40)))) {
            edge.apply(cert, Edge.https("one", 443, "a.example.com", cert));
            try (Client client = Client.tls(edge.port(443), Certs.ONE.context(null), "a.example.com")) {
                client.ask();
                Map<String, String> found = read(edge.plane.meters());
                String port = "{gateway=default/gw, port=443, transport=tcp}";
                assertEquals("1.0", found.get("gatewright_connections_active" + port));
                assertEquals("1", found.get("gatewright_connections" + port));
                assertEquals("1", found.get("gatewright_tls_handshakes" + port));
                assertEquals("1.0", found.get("gatewright_snapshot_version{gateway=default/gw}"));
                assertEquals("60.0", found.get("gatewright_snapshot_age_seconds{gateway=default/gw}"));
                String certificate =
                        "{algorithm=EC, gateway=default/gw, listener=Gateway/default/gw/one, secret=default/c,"
                                + " serial="
                                + bundle.getCertificate().getSerialNumber().toString(16) + "}";
                assertEquals(bundle.getCertificate().getNotAfter().getTime() / 1000, (long)
                        Double.parseDouble(found.get("gatewright_certificate_not_after_seconds" + certificate)));
            }
        }
    }
}
