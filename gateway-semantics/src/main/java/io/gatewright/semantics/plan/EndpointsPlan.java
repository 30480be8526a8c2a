package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;
import java.util.List;

/**
 * Where a backend's port is served now. The only part of a plan that changes when pods come and go.
 *
 * @param backend the Service or XBackend
 * @param port of the Service
 * @param endpoints sorted by host and port; may be empty (503)
 */
public record EndpointsPlan(ObjectRef backend, int port, List<Endpoint> endpoints) implements PlanEntry {
    public EndpointsPlan {
        endpoints = endpoints.stream().sorted().distinct().toList();
    }

    @Override
    public String key() {
        return key(backend, port);
    }

    public static String key(ObjectRef backend, int port) {
        return "endpoints/" + backend.kind() + "/" + backend.namespace() + "/" + backend.name() + "/" + port;
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
