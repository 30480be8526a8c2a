package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;
import java.util.List;

/**
 * Where a backend's port is served now. The only part of a plan that changes when pods come and go.
 *
 * @param backend the Service or XBackend
 * @param port of the Service
 * @param udp which of two ports with this number: a Service may have it for TCP and for UDP
 * @param endpoints sorted by host and port; may be empty (503)
 */
public record EndpointsPlan(ObjectRef backend, int port, boolean udp, List<Endpoint> endpoints) implements PlanEntry {
    public EndpointsPlan {
        endpoints = endpoints.stream().sorted().distinct().toList();
    }

    /** The endpoints of a TCP port. */
    public EndpointsPlan(ObjectRef backend, int port, List<Endpoint> endpoints) {
        this(backend, port, false, endpoints);
    }

    @Override
    public String key() {
        return key(backend, port, udp);
    }

    /** {@code endpoints/Service/namespace/name/port}, for UDP with {@code /udp} at the end. */
    public static String key(ObjectRef backend, int port, boolean udp) {
        return "endpoints/" + backend.kind() + "/" + backend.namespace() + "/" + backend.name() + "/" + port
                + (udp ? "/udp" : "");
    }

    /**
     * One address.
     *
     * @param host an IP address, or a DNS name for an external host
     * @param port of the pod
     * @param terminating serves what it has but should get nothing new while others are there
     */
    public record Endpoint(String host, int port, boolean terminating) implements Comparable<Endpoint> {
        @Override
        public int compareTo(Endpoint other) {
            int byHost = host.compareTo(other.host);
            if (byHost != 0) {
                return byHost;
            }
            int byPort = Integer.compare(port, other.port);
            return byPort != 0 ? byPort : Boolean.compare(terminating, other.terminating);
        }
    }
}
