package io.gatewright.runtime.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS towards one backend: what to trust, which name to ask for, which name its certificate must have, which certificate
 * to show. Compared by identity: a pooled connection may be used again exactly under the same object.
 */
public final class BackendTls {
    private final SslContext context;
    private final String serverName;
    private final boolean verifyServerName;

    BackendTls(SslContext context, String serverName, boolean verifyServerName) {
        this.context = context;
        this.serverName = serverName;
        this.verifyServerName = verifyServerName;
    }

    /** The name sent as SNI. */
    public String serverName() {
        return serverName;
    }

    /**
     * A handler to put first in the pipeline of a connection to the backend. Its handshake fails unless the peer is who
     * the policy asks for; ALPN offers what the cluster speaks.
     *
     * @param port of the endpoint, for session resumption only
     */
    public SslHandler newHandler(ByteBufAllocator allocator, int port, Duration handshakeTimeout) {
        SslHandler handler = context.newHandler(allocator, serverName, port);
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        // with alternative names the trust manager judges them, and the server name is only asked for
        parameters.setEndpointIdentificationAlgorithm(verifyServerName ? "HTTPS" : null);
        engine.setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        return handler;
    }
}
