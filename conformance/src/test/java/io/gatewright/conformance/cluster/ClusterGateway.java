package io.gatewright.conformance.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gatewright.conformance.kit.GatewayUnderTest;
import io.gatewright.conformance.kit.ObjectName;
import io.gatewright.conformance.kit.Problem;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Namespace;
import io.gatewright.model.read.Kinds;
import io.gatewright.semantics.topology.Settings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A controller in a cluster, as the kit sees any gateway. What a case made stays until the next one says what it wants, so
 * that a Gateway of the same name keeps its proxies: that is most of the time of a case.
 */
final class ClusterGateway implements GatewayUnderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Milliseconds between two questions. */
    private static final long FIRST_PAUSE = 20;

    private static final long LONGEST_PAUSE = 320;

    /** In the order in which they go: nothing before what refers to it. */
    private static final Map<ObjectName, Kind<?>> LEFT = new LinkedHashMap<>();

    private static final Set<String> MADE_BY_OTHERS = Set.of("Namespace", "GatewayClass");
    private static final Set<String> OWN = Set.of(
            "StrictHttp",
            "WebSocketOverH2",
            "RegularExpression",
            "SessionPersistence",
            "ExternalAuth",
            "XBackend",
            "XBackendTrafficPolicy",
            "XTelemetryPolicy",
            "DefaultGateway",
            "ClusterTrustBundle");

    private final KubernetesClient client;
    private final String backends;
    private final Map<ObjectName, Kind<?>> made = new LinkedHashMap<>();
    private final List<String> refused = new ArrayList<>();
    private boolean first = true;

    /** @param backends where pods reach this process */
    ClusterGateway(KubernetesClient client, String backends) {
        this.client = client;
        this.backends = backends;
    }

    @Override
    public String controllerName() {
        return Settings.defaults().controllerName();
    }

    @Override
    public Set<String> supportedFeatures() {
        Set<String> features = new TreeSet<>(OWN);
        features.addAll(Settings.inCluster(controllerName(), Optional.empty()).supportedFeatures());
        return features;
    }

    @Override
    public Duration settleTime() {
        return Duration.ofSeconds(30);
    }

    @Override
    public String backendAddress() {
        return backends;
    }

    @Override
    public List<Problem> apply(List<String> documents) {
        List<GenericKubernetesResource> objects = new ArrayList<>();
        for (String document : documents) {
            GenericKubernetesResource object =
                    client.getKubernetesSerialization().unmarshal(document, GenericKubernetesResource.class);
            objects.add(object);
            kind(object).ifPresent(kind -> made.put(name(kind, object), kind));
        }
        if (first) {
            first = false;
            leaveOnly(client, made.keySet());
        }
        // the API server says when an object was made: what a case declares to be older is made earlier
        objects.sort(Comparator.comparing(
                        (GenericKubernetesResource object) -> !object.getKind().equals(Namespace.KIND.name()))
                .thenComparing(object -> created(object).orElse("")));
        String before = "";
        List<GenericKubernetesResource> applied = new ArrayList<>();
        for (GenericKubernetesResource object : objects) {
            String created = created(object).orElse("");
            if (!before.isEmpty() && !created.equals(before)) {
                long second = Instant.now().getEpochSecond();
                await("the next second", () -> Instant.now().getEpochSecond() > second);
            }
            before = created;
            put(object).ifPresent(applied::add);
        }
        applied.forEach(this::observed);
        return List.of();
    }

    private static Optional<String> created(GenericKubernetesResource object) {
        return Optional.ofNullable(object.getMetadata().getCreationTimestamp());
    }

    private Optional<GenericKubernetesResource> put(GenericKubernetesResource object) {
        Optional<Kind<?>> kind = kind(object);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        object.getMetadata().setCreationTimestamp(null);
        object.getMetadata().setGeneration(null);
        object.getAdditionalProperties().remove("status");
        if (kind.get().namespaced() && object.getMetadata().getNamespace() == null) {
            object.getMetadata().setNamespace("default");
        }
        try {
            var all = client.genericKubernetesResources(context(kind.get()));
            var one = kind.get().namespaced()
                    ? all.inNamespace(object.getMetadata().getNamespace()).resource(object)
                    : all.resource(object);
            return Optional.of(one.fieldManager("corpus").forceConflicts().serverSideApply());
        } catch (KubernetesClientException e) {
            if (e.getCode() / 100 == 4) {
                // what the case expects then is for the case to say
                refused.add(name(kind.get(), object) + ": " + e.getMessage());
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Waits until the controller has looked at an object that it reports on. */
    private void observed(GenericKubernetesResource object) {
        Kind<?> kind = kind(object).orElseThrow();
        if (!Set.of("Gateway", "ListenerSet").contains(kind.name())) {
            return;
        }
        long generation = object.getMetadata().getGeneration();
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        await(
                kind + " observed",
                () -> System.nanoTime() > deadline
                        || status(name(kind, object))
                                .map(status -> String.valueOf(status.get("conditions"))
                                        .contains("observedGeneration=" + generation))
                                .orElse(false));
    }

    @Override
    public void delete(List<ObjectName> objects) {
        objects.forEach(name -> Optional.ofNullable(made.get(name)).ifPresent(kind -> delete(client, kind, name)));
    }

    @Override
    public Optional<InetSocketAddress> address(String namespace, String gateway, int port, boolean udp) {
        ObjectName name = new ObjectName("Gateway", namespace, gateway);
        boolean open = client
                .services()
                .inNamespace(namespace)
                .withLabel("gateway.networking.k8s.io/gateway-name", gateway)
                .list()
                .getItems()
                .stream()
                .map(Service::getSpec)
                .flatMap(spec -> spec.getPorts().stream())
                .anyMatch(one -> one.getPort() == port && one.getProtocol().equals(udp ? "UDP" : "TCP"));
        return open
                ? status(name)
                        .map(status -> (List<?>) status.getOrDefault("addresses", List.of()))
                        .flatMap(addresses -> addresses.stream().findFirst())
                        .map(first -> new InetSocketAddress(String.valueOf(((Map<?, ?>) first).get("value")), port))
                : Optional.empty();
    }

    @Override
    @SuppressWarnings("unchecked") // JSON objects have text keys
    public Optional<Map<String, Object>> status(ObjectName object) {
        return kind(object.kind())
                .flatMap(kind -> Optional.ofNullable(at(client, kind, object).get()))
                .map(found ->
                        (Map<String, Object>) found.getAdditionalProperties().get("status"));
    }

    @Override
    public String dump() {
        StringBuilder text = new StringBuilder();
        made.keySet()
                .forEach(name -> status(name)
                        .ifPresent(status -> text.append("  ")
                                .append(name)
                                .append(": ")
                                .append(status)
                                .append('\n')));
        refused.forEach(one -> text.append("  refused: ").append(one).append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        LEFT.putAll(made);
    }

    /** Removes everything that cases have left. */
    static void clean(KubernetesClient client) {
        leaveOnly(client, Set.of());
    }

    private static void leaveOnly(KubernetesClient client, Set<ObjectName> wanted) {
        Map<ObjectName, Kind<?>> unwanted = new LinkedHashMap<>(LEFT);
        // of what stays, only Gateways are worth it, and classes and namespaces are not ours to delete
        unwanted.keySet()
                .removeIf(name ->
                        MADE_BY_OTHERS.contains(name.kind()) && !name.kind().equals("GatewayClass"));
        unwanted.keySet().removeIf(name -> name.equals(new ObjectName("GatewayClass", "", "gatewright")));
        unwanted.keySet().removeIf(name -> name.kind().equals("Gateway") && wanted.contains(name));
        unwanted.forEach((name, kind) -> delete(client, kind, name));
        unwanted.forEach((name, kind) ->
                await(name + " gone", () -> at(client, kind, name).get() == null));
        LEFT.keySet().removeAll(unwanted.keySet());
    }

    private static void delete(KubernetesClient client, Kind<?> kind, ObjectName name) {
        at(client, kind, name).delete();
    }

    private static Resource<GenericKubernetesResource> at(KubernetesClient client, Kind<?> kind, ObjectName name) {
        var all = client.genericKubernetesResources(context(kind));
        return kind.namespaced() ? all.inNamespace(name.namespace()).withName(name.name()) : all.withName(name.name());
    }

    private static ResourceDefinitionContext context(Kind<?> kind) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(kind.group().isEmpty() ? null : kind.group())
                .withVersion(kind.version())
                .withKind(kind.name())
                .withPlural(kind.plural())
                .withNamespaced(kind.namespaced())
                .build();
    }

    private static ObjectName name(Kind<?> kind, GenericKubernetesResource object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectName(
                kind.name(),
                kind.namespaced() ? namespace == null ? "default" : namespace : "",
                object.getMetadata().getName());
    }

    private static Optional<Kind<?>> kind(GenericKubernetesResource object) {
        return kind(object.getKind());
    }

    private static Optional<Kind<?>> kind(String name) {
        return Kinds.all().stream().filter(kind -> kind.name().equals(name)).findFirst();
    }

    /** Asks seldomer and seldomer: mostly it is soon, and else the API server has better things to do than to answer. */
    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long pause = FIRST_PAUSE;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(what + ": not within " + PATIENCE);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }
}
