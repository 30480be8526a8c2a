package io.gatewright.k8s.infra;

import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayInfrastructure;
import io.gatewright.model.gateway.Listener;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.parameters.GatewayParametersSpec;
import io.gatewright.model.parameters.UnmanagedProxies;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.topology.ClassNode;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.Topology;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that should run for one Gateway.
 *
 * @param gateway whose
 * @param name of its Deployment and Service
 * @param service whose addresses are the Gateway's
 * @param serviceAccount that its proxies run as: nobody else gets its plan
 * @param need what is to be done about the pieces
 * @param pieces to be there, in the order in which they are made
 */
public record InfraPlan(
        ObjectRef gateway, String name, String service, String serviceAccount, Need need, List<Piece> pieces) {
    private static final String DEFAULT_NAME = "{gateway}-{class}";

    public InfraPlan {
        pieces = List.copyOf(pieces);
    }

    /** What a Gateway needs to have running. */
    public enum Need {
        /** There is something to serve. */
        RUN,
        /** Nothing to serve: nothing is started for it, what runs already is kept as it should be. */
        KEEP,
        /** How it should run cannot be known, since its parameters are not there: nothing is touched. */
        LEAVE
    }

    /** A port of the Service. */
    record Port(int number, boolean udp) implements Comparable<Port> {
        @Override
        public int compareTo(Port other) {
            return number != other.number ? Integer.compare(number, other.number) : Boolean.compare(udp, other.udp);
        }
    }

    /**
     * The plans of all Gateways of our classes.
     *
     * @param plans what their proxies serve: the ports of a Gateway without one are those it declares
     */
    public static SortedMap<ObjectRef, InfraPlan> of(Topology topology, List<Plan> plans, InfraSettings settings) {
        Map<ObjectRef, Plan> served = new HashMap<>();
        plans.forEach(plan -> served.put(plan.gateway(), plan));
        SortedMap<ObjectRef, InfraPlan> all = new TreeMap<>();
        for (GatewayNode node : topology.gateways().values()) {
            ObjectRef ref = node.gateway().ref();
            Optional<ClassNode> owner = topology.classes().stream()
                    .filter(known -> known.gatewayClass()
                            .ref()
                            .name()
                            .equals(node.gateway().spec().gatewayClassName()))
                    .findFirst();
            Optional<Plan> plan = Optional.ofNullable(served.get(ref));
            GatewayParametersSpec parameters = Effective.of(owner.flatMap(ClassNode::parameters), node.parameters());
            InfraPlan made = of(node.gateway(), parameters, plan, settings);
            all.put(ref, unknown(node, owner) ? made.left() : made);
        }
        return withoutTwins(topology, all);
    }

    /** Of Gateways whose objects would have the same name, the older one has them, and no other is served by its proxies. */
    private static SortedMap<ObjectRef, InfraPlan> withoutTwins(
            Topology topology, SortedMap<ObjectRef, InfraPlan> all) {
        Map<String, ObjectRef> owners = new HashMap<>();
        topology.gateways().values().stream()
                .map(GatewayNode::gateway)
                .sorted(Comparator.comparing((Gateway gateway) ->
                                gateway.metadata().creationTimestamp().orElse(Instant.EPOCH))
                        .thenComparing(Gateway::ref))
                .forEach(gateway -> {
                    InfraPlan plan = all.get(gateway.ref());
                    if (plan != null
                            && plan.serviceAccount().equals(plan.name())
                            && owners.putIfAbsent(gateway.ref().namespace() + "/" + plan.name(), gateway.ref())
                                    != null) {
                        all.put(
                                gateway.ref(),
                                new InfraPlan(gateway.ref(), plan.name(), "", "", plan.need(), plan.pieces()));
                    }
                });
        return all;
    }

    private static boolean unknown(GatewayNode node, Optional<ClassNode> owner) {
        boolean named = node.gateway()
                .spec()
                .infrastructure()
                .flatMap(GatewayInfrastructure::parametersRef)
                .isPresent();
        boolean namedByClass = owner.flatMap(
                        found -> found.gatewayClass().spec().parametersRef())
                .isPresent();
        return named && node.parameters().isEmpty()
                || namedByClass && owner.flatMap(ClassNode::parameters).isEmpty();
    }

    private InfraPlan left() {
        return new InfraPlan(gateway, name, service, serviceAccount, Need.LEAVE, pieces);
    }

    private static SortedSet<Port> ports(Gateway gateway, Optional<Plan> plan) {
        SortedSet<Port> ports = new TreeSet<>();
        for (ListenerPlan listener : plan.map(Plan::listeners).orElse(List.of())) {
            ports.add(new Port(listener.port(), listener.protocol() == ListenerPlan.Protocol.UDP));
        }
        if (ports.isEmpty()) {
            // nothing is served, but an address is kept for when there is
            gateway.spec()
                    .listeners()
                    .forEach(listener -> ports.add(
                            new Port(listener.port(), listener.protocol().equals(Listener.UDP))));
        }
        return ports;
    }

    static InfraPlan of(
            Gateway gateway, GatewayParametersSpec parameters, Optional<Plan> plan, InfraSettings settings) {
        SortedSet<Port> ports = ports(gateway, plan);
        String template = parameters.nameTemplate().orElse(DEFAULT_NAME);
        String name = Labels.name(template.replace("{gateway}", gateway.ref().name())
                .replace("{class}", gateway.spec().gatewayClassName()));
        Pieces pieces = new Pieces(gateway, name, parameters, settings);
        Optional<UnmanagedProxies> unmanaged = parameters.unmanaged();
        if (unmanaged.isPresent()) {
            return new InfraPlan(
                    gateway.ref(),
                    name,
                    unmanaged.get().service(),
                    unmanaged.get().serviceAccount(),
                    Need.RUN,
                    List.of(pieces.trust()));
        }
        Need need = plan.isPresent() && !plan.get().listeners().isEmpty() ? Need.RUN : Need.KEEP;
        return new InfraPlan(gateway.ref(), name, name, name, need, pieces.all(ports));
    }
}
