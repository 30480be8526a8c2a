package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A backend at one port, as this Gateway speaks to it. Its endpoints are an entry of their own ({@link EndpointsPlan}),
 * because they change far more often.
 *
 * @param backend the Service or XBackend
 * @param port of the Service, not of its pods
 * @param protocol spoken inside the connection
 * @param tls present: the connection is encrypted
 * @param retryBudget limit on repetitions (XBackendTrafficPolicy)
 * @param closed present if nothing may be sent (its BackendTLSPolicy is unusable, say): never fall back to plain text
 */
public record ClusterPlan(
        ObjectRef backend,
        int port,
        Protocol protocol,
        Optional<Tls> tls,
        Optional<RetryBudget> retryBudget,
        Optional<Refusal> closed)
        implements PlanEntry {

    @Override
    public String key() {
        return key(backend, port, protocol);
    }

    /** {@code cluster/Service/namespace/name/port/protocol}. */
    public static String key(ObjectRef backend, int port, Protocol protocol) {
        return "cluster/" + backend.kind() + "/" + backend.namespace() + "/" + backend.name() + "/" + port + "/"
                + protocol;
    }

    /** The key of this cluster's {@link EndpointsPlan}; clusters that differ only in protocol share it. */
    public String endpointsKey() {
        return EndpointsPlan.key(backend, port, protocol == Protocol.UDP);
    }

    /** What is spoken to the backend. */
    public enum Protocol {
        /** HTTP/1.1, which also carries WebSocket upgrades. */
        HTTP1,
        /** HTTP/2: by prior knowledge without TLS, by ALPN with it. */
        HTTP2,
        /** Bytes as they come. */
        TCP,
        /** Datagrams. */
        UDP
    }

    /**
     * TLS towards the backend (BackendTLSPolicy, GEP-1897).
     *
     * @param serverName SNI; also the name the certificate must have unless there are alternative names
     * @param trusts keys of {@link TrustPlan}s; empty: the system's certificate authorities
     * @param alternativeNames any one suffices
     * @param clientCertificate key of the {@link CertificatePlan} to present
     * @param options sorted
     */
    public record Tls(
            String serverName,
            List<String> trusts,
            List<AlternativeName> alternativeNames,
            Optional<String> clientCertificate,
            Map<String, String> options) {
        public Tls {
            trusts = List.copyOf(trusts);
            alternativeNames = List.copyOf(alternativeNames);
            options = Copies.sorted(options);
        }
    }

    /** A subject alternative name: a DNS name, or a URI. */
    public record AlternativeName(boolean uri, String value) {}

    /**
     * Retry budget (GEP-3388).
     *
     * @param percent of active requests that may be retries within the interval
     * @param interval over which it is counted
     * @param minCount retries always allowed per {@code minInterval}
     * @param minInterval see {@code minCount}
     */
    public record RetryBudget(int percent, Duration interval, int minCount, Duration minInterval) {}
}
