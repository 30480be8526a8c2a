package io.gatewright.runtime.listen;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.snapshot.SnapshotCell;
import io.gatewright.semantics.listener.ListenerKey;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an accepted connection before its first request; fixed for its life. Configuration is not: each
 * exchange reads {@link #snapshots()} anew.
 *
 * @param gateway whose port accepted it
 * @param port as declared by the listeners, not the one really bound
 * @param client the peer, or what a PROXY protocol header said
 * @param local where it was accepted
 * @param tls present if TLS was terminated here
 * @param snapshots of this gateway
 */
public record ConnectionInfo(
        ObjectRef gateway,
        int port,
        InetSocketAddress client,
        InetSocketAddress local,
        @Nullable Tls tls,
        SnapshotCell snapshots) {

    /** {@code https} when TLS was terminated here, else {@code http}. */
    public String scheme() {
        return tls == null ? "http" : "https";
    }

    /** The listener that the server name selected; null on clear-text ports. */
    public @Nullable ListenerKey tlsListener() {
        return tls == null ? null : tls.listener();
    }

    /** The server name of the ClientHello, lower case without trailing dot; null if there was none. */
    public @Nullable String sni() {
        return tls == null ? null : tls.sni();
    }

    /**
     * The TLS session.
     *
     * @param listener selected by the server name
     * @param sni as {@link ConnectionInfo#sni()}
     * @param version for example {@code TLSv1.3}
     * @param alpn the protocol agreed on, null if none
     * @param certificate the client's, null if it showed none. Verified unless {@code verified} is false
     * @param verified whether the certificate was verified against the listener's authorities; false under
     *     {@code AllowInsecureFallback} for one that could not be
     */
    public record Tls(
            ListenerKey listener,
            @Nullable String sni,
            String version,
            @Nullable String alpn,
            @Nullable X509Certificate certificate,
            boolean verified) {}
}
