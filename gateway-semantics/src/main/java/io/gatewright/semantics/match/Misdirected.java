package io.gatewright.semantics.match;

import io.gatewright.semantics.listener.ListenerKey;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request arrived over the right connection (v1 {@code Listener.hostname}, feature
 * GatewayHTTPSListenerDetectMisdirectedRequests; RFC 9110 7.4). A client may reuse a TLS connection for another host that
 * the certificate covers; the server name, however, has chosen the listener, with its certificates and its validation of
 * clients.
 */
public enum Misdirected {
    /** This listener is the best one for the host. */
    SERVE,
    /** Another listener of the port is: 421, and the client may try again over a connection of its own. */
    MISDIRECTED,
    /** No listener of the port wants the host: 404. */
    NOT_FOUND;

    /**
     * Judges one request.
     *
     * @param port all listeners that share the port
     * @param tlsListener the listener that the server name selected; null on a clear-text port, where the host alone
     *     selects
     * @param host of the request, normalised
     */
    public static Misdirected judge(Router.Port port, @Nullable ListenerKey tlsListener, String host) {
        Router.Listener best = port.listener(host);
        if (best == null) {
            return NOT_FOUND;
        }
        return tlsListener == null || tlsListener.equals(best.key()) ? SERVE : MISDIRECTED;
    }
}
