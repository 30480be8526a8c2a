package io.gatewright.runtime.tls;

import io.gatewright.semantics.plan.ListenerPlan;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How one listener terminates TLS. There is one context per certificate it shows, and contexts belong to one listener: a
 * session of another listener, with its other view of client certificates, is never resumed here. For any thread.
 */
public final class ServerTls {
    private final TlsEngine engine;
    private final TlsOptions options;
    private final List<Identity> identities;
    private final ClientAuth clientAuth;
    private final @Nullable Verifier clients;
    private final ConcurrentMap<Identity, SslContext> contexts = new ConcurrentHashMap<>();

    private ServerTls(
            TlsEngine engine,
            TlsOptions options,
            List<Identity> identities,
            ClientAuth clientAuth,
            @Nullable Verifier clients) {
        this.engine = engine;
        this.options = options;
        this.identities = identities;
        this.clientAuth = clientAuth;
        this.clients = clients;
    }

    /**
     * Makes the contexts of a listener.
     *
     * @param identities of its certificates that could be read; the first is the default
     * @param trusts to verify clients with, those that could be read
     * @throws Unusable if there is no certificate, an option is not known, or clients are to be verified and there is
     *     nothing to verify them with
     */
    public static ServerTls of(TlsEngine engine, ListenerPlan listener, List<Identity> identities, List<Trust> trusts)
            throws Unusable {
        ListenerPlan.Tls tls = listener.tls()
                .orElseThrow(
                        () -> new Unusable("Invalid", "listener `" + listener.listener() + "` has no tls settings"));
        if (identities.isEmpty()) {
            throw new Unusable("InvalidCertificateRef", "none of its certificates can be used");
        }
        ClientAuth clientAuth = ClientAuth.NONE;
        Verifier clients = null;
        if (tls.clients().isPresent()) {
            boolean fallback = tls.clients().get().insecureFallback();
            if (trusts.isEmpty() && !fallback) {
                throw new Unusable(
                        "NoValidCACertificate", "none of the authorities for client certificates can be used");
            }
            clientAuth = fallback ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE;
            clients = trusts.isEmpty() ? null : new Verifier(Trust.manager(trusts), Verifier.LeafCheck.NONE);
        }
        List<String> alpn = listener.protocol() == ListenerPlan.Protocol.HTTPS ? List.of("h2", "http/1.1") : List.of();
        ServerTls made;
        try {
            made = new ServerTls(
                    engine, TlsOptions.read(tls.options(), alpn), List.copyOf(identities), clientAuth, clients);
        } catch (TlsOptions.BadOption e) {
            throw new Unusable("UnsupportedValue", String.valueOf(e.getMessage()));
        }
        for (Identity identity : identities) {
            made.context(identity);
        }
        return made;
    }

    /** The listener's own certificates, the default one first. */
    List<Identity> identities() {
        return identities;
    }

    /** A handler that shows this certificate. */
    SslHandler newHandler(Identity identity, ByteBufAllocator allocator, Duration timeout) throws Unusable {
        SslHandler handler = context(identity).newHandler(allocator);
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        return handler;
    }

    /** Whether a client's chain is good by the listener's authorities. */
    boolean verifies(X509Certificate[] chain) {
        if (clientAuth == ClientAuth.REQUIRE) {
            return true; // or the handshake would have failed
        }
        if (clients == null) {
            return false;
        }
        try {
            clients.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private SslContext context(Identity identity) throws Unusable {
        SslContext known = contexts.get(identity);
        if (known != null) {
            return known;
        }
        SslContext made = build(identity);
        SslContext raced = contexts.putIfAbsent(identity, made);
        return raced == null ? made : raced;
    }

    private SslContext build(Identity identity) throws Unusable {
        // BoringSSL signs with RSA and ECDSA keys only as it is set up by Netty
        boolean common =
                identity.algorithm().equals("RSA") || identity.algorithm().equals("EC");
        SslProvider provider = common ? engine.provider() : SslProvider.JDK;
        SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), identity.chain())
                .sslProvider(provider)
                .protocols(options.protocols())
                .clientAuth(clientAuth);
        if (clientAuth == ClientAuth.OPTIONAL) {
            builder.trustManager(new AnyClient());
        } else if (clients != null) {
            builder.trustManager(clients);
        } else {
            builder.trustManager(new NoClient());
        }
        if (!options.alpn().isEmpty()) {
            builder.applicationProtocolConfig(alpn(options.alpn()));
        }
        if (!options.ciphers().isEmpty()) {
            builder.ciphers(options.ciphers());
        }
        try {
            return checked(builder.build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new Unusable(
                    "Invalid",
                    "certificate of secret `" + identity.secret().namespacedName() + "`"
                            + (options.ciphers().isEmpty() ? "" : " with these ciphers")
                            + " is not accepted by the TLS engine");
        }
    }

    /** Makes one engine: some settings are looked at only then. */
    static SslContext checked(SslContext context) {
        ReferenceCountUtil.release(context.newEngine(ByteBufAllocator.DEFAULT));
        return context;
    }

    static ApplicationProtocolConfig alpn(List<String> protocols) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocols);
    }
}
