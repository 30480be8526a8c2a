package io.gatewright.runtime.observe;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RoutePlan;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All counters of a data plane, in the words of the API: gateway, listener, route, rule, backend. Adding is cheap and may
 * happen on any thread; {@link #visit} reads everything, for a page of metrics.
 */
public final class Meters {
    private static final String PREFIX = "gatewright_";

    private final ConcurrentMap<RuleKey, RuleSeries> rules = new ConcurrentHashMap<>();
    private final ConcurrentMap<PortKey, PortMeters> ports = new ConcurrentHashMap<>();
    private final ConcurrentMap<ClusterKey, ClusterMeters> clusters = new ConcurrentHashMap<>();
    private final ConcurrentMap<ObjectRef, Applied> applied = new ConcurrentHashMap<>();
    private final LongAdder started = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder recordsDropped = new LongAdder();

    /** An exchange began. */
    public void exchangeStarted() {
        started.increment();
    }

    /** An exchange is over; called exactly once for each that {@link #exchangeStarted() began}. */
    public void exchangeFinished(AccessRecord record) {
        finished.increment();
        AccessRecord.Place place = record.place();
        RuleSeries series = rules.computeIfAbsent(
                new RuleKey(place.gateway(), place.listener(), place.route(), place.rule(), place.backend()),
                key -> new RuleSeries());
        series.add(
                record.reply().status(),
                record.reply().reason(),
                record.timing().total());
    }

    /** Exchanges that run now. */
    public long exchangesActive() {
        return started.sum() - finished.sum();
    }

    /** The meters of a port; keep the result rather than asking again for each connection. */
    public PortMeters port(ObjectRef gateway, int port, boolean udp) {
        return ports.computeIfAbsent(new PortKey(gateway, port, udp), key -> new PortMeters());
    }

    /** The meters of a cluster; keep the result rather than asking again for each request. */
    public ClusterMeters cluster(ObjectRef gateway, String cluster) {
        return clusters.computeIfAbsent(new ClusterKey(gateway, cluster), key -> new ClusterMeters());
    }

    /** An access record could not be kept. */
    public void recordDropped() {
        recordsDropped.increment();
    }

    /** A snapshot began to serve: replaces what was said of this gateway before. */
    public void applied(ObjectRef gateway, long version, Instant at, List<Served> certificates) {
        applied.put(gateway, new Applied(version, at, List.copyOf(certificates)));
    }

    /** Drops the series of what a plan no longer has, so that a page of metrics does not grow for ever. */
    public void forgetOthers(Plan plan) {
        ObjectRef gateway = plan.gateway();
        Set<ListenerKey> listeners = new HashSet<>();
        Set<PortKey> kept = new HashSet<>();
        for (ListenerPlan listener : plan.listeners()) {
            listeners.add(listener.listener());
            kept.add(new PortKey(gateway, listener.port(), listener.protocol() == ListenerPlan.Protocol.UDP));
        }
        rules.keySet()
                .removeIf(key -> key.gateway().equals(gateway)
                        && ((key.route() != null
                                        && plan.entry(RoutePlan.key(key.route()))
                                                .isEmpty())
                                || (key.listener() != null && !listeners.contains(key.listener()))));
        // a port that still drains keeps its meters until it is counted no more
        ports.entrySet()
                .removeIf(entry -> entry.getKey().gateway().equals(gateway)
                        && !kept.contains(entry.getKey())
                        && entry.getValue().active() == 0);
        clusters.keySet()
                .removeIf(key -> key.gateway().equals(gateway)
                        && plan.entry(key.cluster()).isEmpty());
    }

    /** The certificates served now by this gateway, in the order of its listeners. */
    public List<Served> certificates(ObjectRef gateway) {
        Applied now = applied.get(gateway);
        return now == null ? List.of() : now.certificates();
    }

    /**
     * A certificate that a listener shows.
     *
     * @param secret where it comes from
     * @param serial of the leaf
     * @param algorithm of its key, for example {@code EC}
     */
    public record Served(
            ListenerKey listener, ObjectRef secret, BigInteger serial, Instant notAfter, String algorithm) {}

    /** Tells the visitor every meter. Any thread. */
    public void visit(MeterVisitor visitor, Instant now) {
        visitExchanges(visitor);
        visitPorts(visitor);
        visitClusters(visitor);
        visitSnapshots(visitor, now);
        visitor.counter(
                PREFIX + "access_records_dropped",
                "Access records that could not be written in time.",
                new TreeMap<>(),
                recordsDropped.sum());
    }

    private void visitExchanges(MeterVisitor visitor) {
        visitor.gauge(PREFIX + "exchanges_active", "Exchanges that run now.", new TreeMap<>(), exchangesActive());
        SortedMap<String, RuleSeries> sorted = new TreeMap<>();
        Map<String, SortedMap<String, String>> labels = new TreeMap<>();
        rules.forEach((key, series) -> {
            sorted.put(key.toString(), series);
            labels.put(key.toString(), key.labels());
        });
        sorted.forEach((key, series) -> {
            for (int i = 0; i < series.statuses.length; i++) {
                long count = series.statuses[i].sum();
                if (count > 0) {
                    SortedMap<String, String> with = new TreeMap<>(labels.get(key));
                    with.put("status", i == 0 ? "none" : i + "xx");
                    visitor.counter(PREFIX + "exchanges", "Exchanges that are over, by class of status.", with, count);
                }
            }
        });
        sorted.forEach((key, series) -> series.reasons.forEach((reason, count) -> {
            SortedMap<String, String> with = new TreeMap<>(labels.get(key));
            with.put("reason", reason);
            visitor.counter(
                    PREFIX + "gateway_replies",
                    "Exchanges that the gateway answered or ended itself, by reason.",
                    with,
                    count.sum());
        }));
        sorted.forEach((key, series) -> visitor.histogram(
                PREFIX + "exchange_seconds",
                "From the request head to the last byte of the response.",
                new TreeMap<>(labels.get(key)),
                Histogram.boundsInSeconds(),
                series.durations.counts(),
                series.durations.sumInSeconds()));
    }

    private void visitPorts(MeterVisitor visitor) {
        SortedMap<PortKey, PortMeters> sorted = new TreeMap<>(ports);
        sorted.forEach((key, port) ->
                visitor.gauge(PREFIX + "connections_active", "Connections open now.", key.labels(), port.active()));
        sorted.forEach((key, port) ->
                visitor.counter(PREFIX + "connections", "Connections accepted.", key.labels(), port.opened.sum()));
        sorted.forEach((key, port) -> visitor.counter(
                PREFIX + "tls_handshakes", "TLS handshakes completed.", key.labels(), port.handshakes.sum()));
        sorted.forEach((key, port) -> port.refused.forEach((reason, count) -> {
            SortedMap<String, String> with = new TreeMap<>(key.labels());
            with.put("reason", reason);
            visitor.counter(
                    PREFIX + "connections_refused",
                    "Connections, handshakes and datagrams turned away, by reason.",
                    with,
                    count.sum());
        }));
        sorted.forEach((key, port) -> visitor.counter(
                PREFIX + "relayed_in_bytes",
                "Bytes from clients of TCP, TLS and UDP routes.",
                key.labels(),
                port.bytesIn.sum()));
        sorted.forEach((key, port) -> visitor.counter(
                PREFIX + "relayed_out_bytes",
                "Bytes to clients of TCP, TLS and UDP routes.",
                key.labels(),
                port.bytesOut.sum()));
    }

    private void visitClusters(MeterVisitor visitor) {
        SortedMap<ClusterKey, ClusterMeters> sorted = new TreeMap<>(clusters);
        sorted.forEach((key, cluster) -> visitor.gauge(
                PREFIX + "backend_connections_active",
                "Connections to backends open now.",
                key.labels(),
                cluster.active()));
        sorted.forEach((key, cluster) -> visitor.counter(
                PREFIX + "backend_connections", "Connections made to backends.", key.labels(), cluster.opened.sum()));
        sorted.forEach((key, cluster) -> visitor.counter(
                PREFIX + "backend_connect_failures",
                "Connections to backends that failed.",
                key.labels(),
                cluster.failures.sum()));
        sorted.forEach((key, cluster) -> visitor.counter(
                PREFIX + "backend_retries", "Requests tried again.", key.labels(), cluster.retries.sum()));
    }

    private void visitSnapshots(MeterVisitor visitor, Instant now) {
        SortedMap<ObjectRef, Applied> sorted = new TreeMap<>(applied);
        sorted.forEach((gateway, was) -> visitor.gauge(
                PREFIX + "snapshot_version", "Version of the plan that serves.", gatewayLabel(gateway), was.version()));
        sorted.forEach((gateway, was) -> visitor.gauge(
                PREFIX + "snapshot_age_seconds",
                "Since the last change of configuration.",
                gatewayLabel(gateway),
                Duration.between(was.at(), now).toMillis() / 1000.0));
        sorted.forEach((gateway, was) -> was.certificates().forEach(served -> {
            SortedMap<String, String> labels = gatewayLabel(gateway);
            labels.put("listener", served.listener().toString());
            labels.put("secret", served.secret().namespacedName());
            labels.put("serial", served.serial().toString(16).toLowerCase(Locale.ROOT));
            labels.put("algorithm", served.algorithm());
            visitor.gauge(
                    PREFIX + "certificate_not_after_seconds",
                    "End of validity of the certificate served, in seconds since 1970.",
                    labels,
                    served.notAfter().getEpochSecond());
        }));
    }

    private static SortedMap<String, String> gatewayLabel(ObjectRef gateway) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("gateway", gateway.namespacedName());
        return labels;
    }

    private record Applied(long version, Instant at, List<Served> certificates) {}

    private record PortKey(ObjectRef gateway, int port, boolean udp) implements Comparable<PortKey> {
        private static final Comparator<PortKey> ORDER = Comparator.comparing(PortKey::gateway)
                .thenComparing(PortKey::port)
                .thenComparing(PortKey::udp);

        SortedMap<String, String> labels() {
            SortedMap<String, String> labels = gatewayLabel(gateway);
            labels.put("port", Integer.toString(port));
            labels.put("transport", udp ? "udp" : "tcp");
            return labels;
        }

        @Override
        public int compareTo(PortKey other) {
            return ORDER.compare(this, other);
        }
    }

    private record ClusterKey(ObjectRef gateway, String cluster) implements Comparable<ClusterKey> {
        private static final Comparator<ClusterKey> ORDER =
                Comparator.comparing(ClusterKey::gateway).thenComparing(ClusterKey::cluster);

        SortedMap<String, String> labels() {
            SortedMap<String, String> labels = gatewayLabel(gateway);
            labels.put("backend", cluster);
            return labels;
        }

        @Override
        public int compareTo(ClusterKey other) {
            return ORDER.compare(this, other);
        }
    }

    private record RuleKey(
            ObjectRef gateway,
            @Nullable ListenerKey listener,
            @Nullable ObjectRef route,
            int rule,
            @Nullable String backend) {
        SortedMap<String, String> labels() {
            SortedMap<String, String> labels = gatewayLabel(gateway);
            labels.put("listener", listener == null ? "" : listener.toString());
            labels.put("route", route == null ? "" : route.kind() + "/" + route.namespacedName());
            labels.put("rule", rule < 0 ? "" : Integer.toString(rule));
            labels.put("backend", backend == null ? "" : backend);
            return labels;
        }
    }

    private static final class RuleSeries {
        final LongAdder[] statuses = new LongAdder[6];
        final ConcurrentMap<String, LongAdder> reasons = new java.util.concurrent.ConcurrentSkipListMap<>();
        final Histogram durations = new Histogram();

        RuleSeries() {
            for (int i = 0; i < statuses.length; i++) {
                statuses[i] = new LongAdder();
            }
        }

        void add(int status, @Nullable String reason, long nanos) {
            int kind = status / 100;
            statuses[kind >= 1 && kind <= 5 ? kind : 0].increment();
            if (reason != null) {
                reasons.computeIfAbsent(reason, r -> new LongAdder()).increment();
            }
            durations.add(nanos);
        }
    }
}
