package io.gatewright.semantics.planner;

import io.gatewright.model.core.Endpoint;
import io.gatewright.model.core.EndpointPort;
import io.gatewright.model.core.EndpointSlice;
import io.gatewright.model.core.Service;
import io.gatewright.model.core.ServicePort;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.EndpointsPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where each backend is served now. Kept apart from the topology, because endpoints come and go without any route being
 * resolved anew. Endpoints are those of the EndpointSlices labelled with the Service's name, also for Services without
 * selector (headless and manual ones included).
 */
public final class EndpointSets {
    private final World world;

    private EndpointSets(World world) {
        this.world = world;
    }

    /** The endpoints that a world declares. */
    public static EndpointSets of(World world) {
        return new EndpointSets(world);
    }

    /** Names every backend whose endpoints may be others than before. */
    void since(EndpointSets before, Consumer<ObjectRef> changed) {
        world.since(before.world, ref -> {
            if (ref.groupKind().equals(EndpointSlice.KIND.groupKind())) {
                served(before.world, ref, changed);
                served(world, ref, changed);
            } else if (ref.groupKind().equals(Service.KIND.groupKind())
                    || ref.groupKind().equals(XBackend.KIND.groupKind())) {
                changed.accept(ref);
            }
        });
    }

    /** The backends that a slice holds endpoints of, and all that might choose it by its labels. */
    private static void served(World world, ObjectRef ref, Consumer<ObjectRef> backends) {
        world.get(EndpointSlice.KIND, ref.namespace(), ref.name()).ifPresent(slice -> {
            slice.serviceName().ifPresent(name -> backends.accept(Service.KIND.ref(ref.namespace(), name)));
            for (XBackend xbackend : world.in(XBackend.KIND, ref.namespace())) {
                if (xbackend.spec().endpointSelector().isPresent()) {
                    backends.accept(xbackend.ref());
                }
            }
        });
    }

    /**
     * The endpoints of one port of a backend.
     *
     * @param udp whether the Service's port of this number is meant that speaks UDP
     * @return possibly none, which is an answer: the backend is known and nobody serves it
     */
    public EndpointsPlan endpoints(ObjectRef backend, int port, boolean udp) {
        List<EndpointsPlan.Endpoint> endpoints = backend.groupKind().equals(XBackend.KIND.groupKind())
                ? world.get(XBackend.KIND, backend.namespace(), backend.name())
                        .map(xbackend -> ofXBackend(xbackend, port))
                        .orElse(List.of())
                : world.get(Service.KIND, backend.namespace(), backend.name())
                        .map(service -> ofService(service, port, udp))
                        .orElse(List.of());
        return new EndpointsPlan(backend, port, udp, endpoints);
    }

    private List<EndpointsPlan.Endpoint> ofService(Service service, int port, boolean udp) {
        Optional<ServicePort> declared = service.spec().ports().stream()
                .filter(candidate ->
                        candidate.port() == port && candidate.protocol().equals(ServicePort.UDP) == udp)
                .findFirst();
        List<EndpointsPlan.Endpoint> found = new ArrayList<>();
        declared.ifPresent(servicePort -> {
            for (EndpointSlice slice : world.endpointSlices(
                    service.ref().namespace(), service.ref().name())) {
                for (EndpointPort slicePort : slice.ports()) {
                    // slice and Service agree on the port's name; the number is the pods' own
                    if (slicePort.name().equals(servicePort.name().orElse(""))
                            && slicePort.protocol().equals(servicePort.protocol())) {
                        slicePort.port().ifPresent(number -> collect(slice, number, found));
                    }
                }
            }
        });
        return found;
    }

    private List<EndpointsPlan.Endpoint> ofXBackend(XBackend xbackend, int port) {
        List<EndpointsPlan.Endpoint> found = new ArrayList<>();
        xbackend.spec()
                .externalHostname()
                .ifPresent(external -> found.add(new EndpointsPlan.Endpoint(external.hostname(), port, false)));
        xbackend.spec().endpointSelector().ifPresent(selector -> {
            for (EndpointSlice slice :
                    world.in(EndpointSlice.KIND, xbackend.ref().namespace())) {
                if (carries(slice, selector.matchLabels())) {
                    collect(slice, port, found);
                }
            }
        });
        return found;
    }

    private static boolean carries(EndpointSlice slice, Map<String, String> labels) {
        return slice.metadata().labels().entrySet().containsAll(labels.entrySet());
    }

    private static void collect(EndpointSlice slice, int port, List<EndpointsPlan.Endpoint> into) {
        if (slice.addressType().equals(EndpointSlice.FQDN)) {
            return; // names would let a slice point anywhere; addresses only, as kube-proxy does
        }
        for (Endpoint endpoint : slice.endpoints()) {
            boolean ready = endpoint.conditions().isReady();
            boolean lastResort =
                    endpoint.conditions().isServing() && endpoint.conditions().isTerminating();
            if (ready || lastResort) {
                endpoint.addresses().stream()
                        .findFirst()
                        .ifPresent(address -> into.add(new EndpointsPlan.Endpoint(address, port, !ready)));
            }
        }
    }
}
