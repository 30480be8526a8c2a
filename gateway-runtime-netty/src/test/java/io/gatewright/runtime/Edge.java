package io.gatewright.runtime;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A data plane on loopback that serves one Gateway, with a stand-in for HTTP that tells what it knows. */
public final class Edge implements AutoCloseable {
    public static final ObjectRef GATEWAY = new ObjectRef("gateway.networking.k8s.io", "Gateway", "default", "gw");

    static {
        Leaks.watch();
    }

    public final DataPlane plane;
    public final LinkedBlockingQueue<Ack> later = new LinkedBlockingQueue<>();
    private Plan plan = Plan.empty(GATEWAY);
    private long version;
    private @Nullable Ack last;

    private Edge(RuntimeSettings settings) {
        plane = DataPlane.start(settings, WhoAmI::new, later::add);
    }

    /** What tests run on: {@code -Dgatewright.transport=io_uring} chooses another kind than the default. */
    public static Transport.Kind transport() {
        return Transport.Kind.valueOf(
                System.getProperty("gatewright.transport", "auto").toUpperCase(Locale.ROOT));
    }

    public static Edge start() {
        return start(b -> b);
    }

    public static Edge start(UnaryOperator<RuntimeSettings.Builder> settings) {
        RuntimeSettings.Builder builder = RuntimeSettings.DEFAULTS
                .with()
                .eventLoops(2)
                .transport(transport())
                .binding((gateway, port) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new Edge(settings.apply(builder).build());
    }

    /** Makes these entries the whole plan and waits until it serves. */
    public Ack apply(PlanEntry... entries) {
        return apply(List.of(entries));
    }

    public Ack apply(List<PlanEntry> entries) {
        Plan next = Plan.of(GATEWAY, entries);
        CompletableFuture<Ack> ack = new CompletableFuture<>();
        plane.accept(PlanDiff.between(plan, next, ++version), ack::complete);
        plan = next;
        last = ack.orTimeout(60, TimeUnit.SECONDS).join();
        return last;
    }

    /** Where the declared port really is. */
    public int port(int declared) {
        return last.bound().stream()
                .filter(bound -> bound.port() == declared)
                .findFirst()
                .orElseThrow()
                .actualPort();
    }

    public long refused(int declared, String reason) {
        return plane.meters().port(GATEWAY, declared, false).refusedFor(reason);
    }

    @Override
    public void close() {
        plane.close();
    }

    public static ListenerKey key(String name) {
        return new ListenerKey(GATEWAY, name);
    }

    public static ListenerPlan http(String name, int port) {
        return new ListenerPlan(
                key(name), port, ListenerPlan.Protocol.HTTP, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static ListenerPlan https(String name, int port, @Nullable String host, CertificatePlan... certificates) {
        return https(name, port, host, Optional.empty(), Map.of(), certificates);
    }

    public static ListenerPlan https(
            String name,
            int port,
            @Nullable String host,
            Optional<ListenerPlan.ClientValidation> clients,
            Map<String, String> options,
            CertificatePlan... certificates) {
        List<String> keys =
                Arrays.stream(certificates).map(CertificatePlan::key).toList();
        return new ListenerPlan(
                key(name),
                port,
                ListenerPlan.Protocol.HTTPS,
                Optional.ofNullable(host).map(Hostname::of),
                Optional.of(new ListenerPlan.Tls(true, keys, clients, options)),
                Optional.empty());
    }

    public static List<PlanEntry> list(PlanEntry... entries) {
        return new ArrayList<>(List.of(entries));
    }

    /** Waits for a condition that another thread brings about. */
    public static void await(String what, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for: " + what);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }
}
