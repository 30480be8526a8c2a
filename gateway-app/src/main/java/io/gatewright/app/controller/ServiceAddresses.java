package io.gatewright.app.controller;

import io.gatewright.k8s.infra.InfraPlan;
import io.gatewright.model.core.LoadBalancerStatus;
import io.gatewright.model.core.Service;
import io.gatewright.model.core.ServiceStatus;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the proxies of a Gateway can be reached: the addresses of its Service instead of those of the pods. */
final class ServiceAddresses {
    private static final String NO_ADDRESS = "";

    private ServiceAddresses() {}

    /** What the proxies said, with the addresses of their Service; sockets stay bound even if there is none yet. */
    static Ack of(World world, Optional<InfraPlan> infra, Ack ack) {
        Set<String> addresses = infra.flatMap(plan -> world.get(
                        Service.KIND, ack.gateway().namespace(), plan.service()))
                .map(ServiceAddresses::of)
                .orElse(Set.of());
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
        service.status().flatMap(ServiceStatus::loadBalancer).map(LoadBalancerStatus::ingress).orElse(List.of()).forEach(ingress -> {
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
