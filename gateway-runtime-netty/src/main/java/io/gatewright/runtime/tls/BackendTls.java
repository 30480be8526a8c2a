package io.gatewright.runtime.tls;

import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.ClusterPlan.AlternativeName;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards one backend: what to trust, which name to ask for, which name its certificate must have, which certificate
 * to show. Compared by identity: a pooled connection may be used again exactly under the same object. For any thread.
 */
public final class BackendTls {
    private final SslContext context;
    private final String serverName;

    private BackendTls(SslContext context, String serverName) {
        this.context = context;
        this.serverName = serverName;
    }

    /**
     * Makes the context of a backend.
     *
     * @param cluster with TLS settings
     * @param trusts those of its authorities that could be read
     * @param own the certificate to show, null for none
     * @throws Unusable if it asks for authorities and none could be read, or for options that are not known
     */
    public static BackendTls of(TlsEngine engine, ClusterPlan cluster, List<Trust> trusts, @Nullable Identity own)
            throws Unusable {
        ClusterPlan.Tls tls = cluster.tls()
                .orElseThrow(() -> new Unusable("Invalid", "cluster `" + cluster.key() + "` has no tls settings"));
        if (!tls.trusts().isEmpty() && trusts.isEmpty()) {
            throw new Unusable("NoValidCACertificate", "none of the authorities for this backend can be used");
        }
        List<String> alpn = switch (cluster.protocol()) {
            case HTTP1 -> List.of("http/1.1");
            case HTTP2 -> List.of("h2");
            case TCP, UDP -> List.of();
        };
        boolean common =
                own == null || own.algorithm().equals("RSA") || own.algorithm().equals("EC");
        try {
            TlsOptions options = TlsOptions.read(tls.options(), alpn);
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(common ? engine.provider() : SslProvider.JDK)
                    .protocols(options.protocols())
                    .endpointIdentificationAlgorithm(null) // the verifier judges the names
                    .trustManager(new Verifier(Trust.manager(trusts), names(tls)));
            if (own != null) {
                builder.keyManager(own.key(), own.chain());
            }
            if (!options.alpn().isEmpty()) {
                builder.applicationProtocolConfig(ServerTls.alpn(options.alpn()));
            }
            if (!options.ciphers().isEmpty()) {
                builder.ciphers(options.ciphers());
            }
            return new BackendTls(ServerTls.checked(builder.build()), tls.serverName());
        } catch (TlsOptions.BadOption e) {
            throw new Unusable("UnsupportedValue", String.valueOf(e.getMessage()));
        } catch (SSLException | IllegalArgumentException e) {
            throw new Unusable("Invalid", "these settings are not accepted by the TLS engine");
        }
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
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        return handler;
    }

    /**
     * The names a backend may have: any of the alternative names if there are some, then the server name is only asked
     * for; else the server name (BackendTLSPolicy {@code validation.hostname}, {@code subjectAltNames}).
     */
    private static Verifier.LeafCheck names(ClusterPlan.Tls tls) {
        List<AlternativeName> wanted = tls.alternativeNames().isEmpty()
                ? List.of(new AlternativeName(false, tls.serverName()))
                : tls.alternativeNames();
        return leaf -> {
            for (AlternativeName name : wanted) {
                if (has(leaf, name)) {
                    return;
                }
            }
            throw new CertificateException(wanted.stream()
                    .map(name -> "`" + name.value() + "`")
                    .collect(Collectors.joining(" or ", "certificate of the backend is not for ", "")));
        };
    }

    private static boolean has(X509Certificate leaf, AlternativeName wanted) {
        if (wanted.uri()) {
            return Identity.alternativeNames(leaf, 6).contains(wanted.value());
        }
        String name = wanted.value().toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        // a wildcard in a certificate stands for exactly one label (RFC 9525, 6.3)
        String wildcard = dot > 0 ? "*" + name.substring(dot) : name;
        List<String> shown = Identity.dnsNames(leaf);
        return shown.contains(name) || shown.contains(wildcard);
    }
}
