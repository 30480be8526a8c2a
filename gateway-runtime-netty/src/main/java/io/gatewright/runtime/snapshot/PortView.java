package io.gatewright.runtime.snapshot;

import io.gatewright.runtime.tls.TlsPort;
import io.gatewright.semantics.plan.ListenerPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One declared port of a Gateway, for TCP or for UDP.
 *
 * @param kind what to expect behind it
 * @param listeners in key order, closed ones included
 * @param tls exactly for {@link Kind#TLS}
 */
public record PortView(
        int port,
        Kind kind,
        List<ListenerPlan> listeners,
        @Nullable TlsPort tls) {
    public PortView {
        listeners = List.copyOf(listeners);
    }

    /** How a connection begins. */
    public enum Kind {
        /** HTTP in clear text. */
        HTTP,
        /** A ClientHello, which decides. */
        TLS,
        /** Bytes for a TCPRoute. */
        TCP,
        /** Datagrams for a UDPRoute. */
        UDP;

        static Kind of(ListenerPlan.Protocol protocol) {
            return switch (protocol) {
                case HTTP -> HTTP;
                case HTTPS, TLS -> TLS;
                case TCP -> TCP;
                case UDP -> UDP;
            };
        }
    }
}
