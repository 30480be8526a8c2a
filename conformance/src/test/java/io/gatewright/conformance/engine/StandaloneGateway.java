package io.gatewright.conformance.engine;

import io.gatewright.app.standalone.Standalone;
import io.gatewright.app.standalone.StandaloneOptions;
import io.gatewright.conformance.kit.GatewayUnderTest;
import io.gatewright.conformance.kit.ObjectName;
import io.gatewright.conformance.kit.Problem;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.ReadObject;
import io.gatewright.model.read.Strictness;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.semantics.topology.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** This project's own gateway, as the kit sees any gateway. */
final class StandaloneGateway implements GatewayUnderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String REASON_HEADER = "gatewright-reason";
    private static final RuntimeSettings RUNTIME = RuntimeSettings.DEFAULTS
            .with()
            .eventLoops(1)
            .binding((gateway, port) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .reasonHeader(REASON_HEADER)
            .build();
    private static final Set<String> OWN = Set.of(
            "Validation",
            "StrictHttp",
            "ReasonCodes",
            "WebSocketOverH2",
            "RegularExpression",
            "SessionPersistence",
            "ExternalAuth",
            "XBackend",
            "XBackendTrafficPolicy",
            "XTelemetryPolicy",
            "DefaultGateway",
            "ClusterTrustBundle",
            "GatewayStaticAddresses",
            "GatewayInfrastructure",
            "GatewayAddressEmpty");

    private final Standalone standalone = Standalone.start(StandaloneOptions.DEFAULTS.withRuntime(RUNTIME));
    private final Map<ObjectName, ObjectRef> refs = new TreeMap<>();

    @Override
    public String controllerName() {
        return Settings.defaults().controllerName();
    }

    @Override
    public Set<String> supportedFeatures() {
        Set<String> features = new TreeSet<>(OWN);
        features.addAll(Settings.defaults().supportedFeatures());
        return features;
    }

    @Override
    public List<Problem> apply(List<String> documents) {
        for (String document : documents) {
            for (ReadObject object : ProductState.READER
                    .read("case.yaml", document, Strictness.API_SERVER)
                    .objects()) {
                refs.put(ProductState.name(object.ref()), object.ref());
            }
        }
        Standalone.Applied applied = standalone.apply(documents);
        served(applied.sequence());
        List<Problem> problems = new ArrayList<>();
        applied.problems().forEach(problem -> problems.add(ProductState.problem(problem)));
        return problems;
    }

    @Override
    public void delete(List<ObjectName> objects) {
        served(standalone.delete(
                objects.stream().map(refs::get).filter(ref -> ref != null).toList()));
    }

    private void served(long sequence) {
        if (!standalone.awaitServed(sequence, PATIENCE)) {
            throw new IllegalStateException("not served within " + PATIENCE + ": " + standalone.obstacles());
        }
    }

    @Override
    public Optional<InetSocketAddress> address(String namespace, String gateway, int port, boolean udp) {
        return standalone.boundAddress(new ObjectRef(Kind.GATEWAY_GROUP, "Gateway", namespace, gateway), port, udp);
    }

    @Override
    public Optional<Map<String, Object>> status(ObjectName object) {
        return standalone.report().objects().values().stream()
                .filter(one -> ProductState.name(one.object()).equals(object))
                .findFirst()
                .map(StatusTree::of);
    }

    @Override
    public Optional<String> reason(Map<String, List<String>> headers) {
        return Optional.ofNullable(headers.get(REASON_HEADER)).map(values -> values.get(0));
    }

    @Override
    public String dump() {
        StringBuilder text = new StringBuilder();
        standalone
                .plans()
                .forEach(plan -> plan.entries().values().stream()
                        .filter(entry -> !entry.key().startsWith("certificate/"))
                        .forEach(entry -> text.append("  ").append(entry).append('\n')));
        standalone
                .state()
                .acks()
                .values()
                .forEach(ack -> text.append("  ").append(ack).append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        standalone.close();
    }
}
