package io.gatewright.semantics.plan;

import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.listener.ListenerKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One listener that claims a port and, for the protocols that have them, a hostname on it.
 *
 * @param listener whose
 * @param port as declared, 1 to 65535
 * @param protocol what is spoken behind the port
 * @param hostname absent means every host
 * @param tls present exactly for {@link Protocol#HTTPS} and {@link Protocol#TLS}
 * @param closed present if the listener keeps its place but must not serve (its certificate is unresolved, say): a
 *     connection that selects it is refused rather than handed to a less specific listener
 */
public record ListenerPlan(
        ListenerKey listener,
        int port,
        Protocol protocol,
        Optional<Hostname> hostname,
        Optional<Tls> tls,
        Optional<Refusal> closed)
        implements PlanEntry {

    @Override
    public String key() {
        return key(listener);
    }

    /** {@code listener/Gateway/namespace/name/section}, or with {@code ListenerSet} as its kind. */
    public static String key(ListenerKey listener) {
        return "listener/" + listener;
    }

    /** Listener protocols of the API ({@code Listener.protocol}). */
    public enum Protocol {
        HTTP,
        HTTPS,
        TLS,
        TCP,
        UDP;

        /** True for the protocols whose routes are matched request by request. */
        public boolean http() {
            return this == HTTP || this == HTTPS;
        }
    }

    /**
     * TLS on the client's side.
     *
     * @param terminate false passes the connection through, chosen by server name
     * @param certificates keys of {@link CertificatePlan}s; empty when passing through
     * @param clients how client certificates are judged; absent means that none is asked for
     * @param options {@code tls.options}, keys sorted
     */
    public record Tls(
            boolean terminate,
            List<String> certificates,
            Optional<ClientValidation> clients,
            Map<String, String> options) {
        public Tls {
            certificates = List.copyOf(certificates);
            options = Copies.sorted(options);
        }
    }

    /**
     * Validation of client certificates (GEP-91, GEP-3567).
     *
     * @param trusts keys of {@link TrustPlan}s
     * @param insecureFallback {@code AllowInsecureFallback}: a missing or unverifiable certificate is let through
     */
    public record ClientValidation(List<String> trusts, boolean insecureFallback) {
        public ClientValidation {
            trusts = List.copyOf(trusts);
        }
    }
}
