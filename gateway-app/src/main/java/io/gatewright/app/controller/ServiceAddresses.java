package io.gatewright.app.controller;

import io.gatewright.k8s.infra.InfraPlan;
import io.gatewright.model.core.LoadBalancerStatus;
import io.gatewright.model.core.Service;
import io.gatewright.model.core.ServiceStatus;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the proxies of a Gateway can be reached: the addresses of its Service instead of those of the pods. Sockets do not
 * count before the Service has led to one ready proxy, so that who waits for a new Gateway to be programmed can be served;
 * after that only the proxies themselves are asked. Used by the control thread only.
 */
final class ServiceAddresses {
    private static final String NO_ADDRESS = "";

    /** The Service by which each Gateway was reached. */
    private final Map<ObjectRef, String> reached = new HashMap<>();

    /** Forgets the Gateways that are not among these. */
    void retain(Set<ObjectRef> gateways) {
        reached.keySet().retainAll(gateways);
    }

    /** What the proxies said, as clients see it. */
    Ack of(World world, Optional<InfraPlan> infra, Ack ack) {
        String namespace = ack.gateway().namespace();
        Optional<Service> service = infra.flatMap(plan -> world.get(Service.KIND, namespace, plan.service()));
        String name = infra.map(InfraPlan::service).orElse(NO_ADDRESS);
        if (!name.equals(reached.get(ack.gateway()))) {
            boolean ready = service.isPresent()
                    && world.endpointSlices(namespace, service.get().ref().name()).stream()
                            .flatMap(slice -> slice.endpoints().stream())
                            .anyMatch(endpoint -> endpoint.conditions().ready().orElse(true));
            if (!ready) {
                return new Ack(ack.gateway(), ack.version(), List.of(), ack.problems());
            }
            reached.put(ack.gateway(), name);
        }
        Set<String> addresses = service.map(ServiceAddresses::of).orElse(Set.of());
        List<Ack.Bound> bound = new ArrayList<>();
        for (Ack.Bound socket : ack.bound()) {
            for (String address : addresses.isEmpty() ? Set.of(NO_ADDRESS) : addresses) {
                bound.add(new Ack.Bound(socket.port(), socket.udp(), address, socket.actualPort()));
            }
        }
        return new Ack(ack.gateway(), ack.version(), bound, ack.problems());
    }

    private static Set<String> of(Service service) {
        Set<String> addresses = new LinkedHashSet<>();
        service.status()
                .flatMap(ServiceStatus::loadBalancer)
                .map(LoadBalancerStatus::ingress)
                .orElse(List.of())
                .forEach(ingress -> {
                    ingress.ip().ifPresent(addresses::add);
                    ingress.hostname().ifPresent(addresses::add);
                });
        addresses.addAll(service.spec().externalIPs());
        boolean waits = service.spec().type().equals("LoadBalancer");
        if (addresses.isEmpty() && !waits) {
            service.spec().clusterIPs().stream()
                    .filter(address -> !address.isEmpty() && !address.equals("None"))
                    .forEach(addresses::add);
        }
        return addresses;
    }
}
