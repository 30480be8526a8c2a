package io.gatewright.runtime.tls;

import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.ListenerPlan;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of TLS connections on one port. The server name selects a listener: exact, then the longest wildcard, then
 * the one without hostname; a closed listener refuses and never hands over to a less specific one. The certificate is the
 * longest match over all certificates of the Gateway (v1 {@code Listener.tls}). Immutable, for any thread.
 */
public final class TlsPort {
    private final Router.Port port;
    private final Map<ListenerKey, Entry> entries;
    private final Certificates certificates;
    private final boolean alert;

    /**
     * A listener of the port.
     *
     * @param tls null if it passes through, or is closed
     * @param closed whether connections that select it are refused
     */
    public record Entry(ListenerPlan plan, @Nullable ServerTls tls, boolean closed) {}

    /** What to do with a connection. */
    public sealed interface Choice {}

    /** Terminate TLS, showing this certificate. */
    public record Terminate(ListenerPlan listener, ServerTls tls, Identity identity) implements Choice {
        /**
         * A handler for one connection.
         *
         * @throws Unusable if the TLS engine does not take another listener's certificate with this one's settings
         */
        public SslHandler newHandler(ByteBufAllocator allocator, Duration timeout) throws Unusable {
            return tls.newHandler(identity, allocator, timeout);
        }

        /** Whether a client's chain is good by the listener's authorities. */
        public boolean verifies(X509Certificate[] chain) {
            return tls.verifies(chain);
        }
    }

    /** Relay the bytes, the ClientHello first. */
    public record PassThrough(ListenerPlan listener) implements Choice {}

    /**
     * Close the connection.
     *
     * @param reason a word for meters
     * @param alert whether TLS says so first; ports with TLSRoutes close without a word
     */
    public record Refuse(String reason, boolean alert) implements Choice {}

    /**
     * Of one port.
     *
     * @param port which selects the listener: the one that {@code explain} asks
     * @param entries one for each of its listeners
     */
    public TlsPort(Router.@Nullable Port port, List<Entry> entries, Certificates certificates) {
        this.port = Objects.requireNonNull(port, "port");
        this.entries = new HashMap<>();
        entries.forEach(entry -> this.entries.put(entry.plan().listener(), entry));
        this.certificates = certificates;
        this.alert = entries.stream().allMatch(entry -> entry.plan().protocol() == ListenerPlan.Protocol.HTTPS);
    }

    private TlsPort(Router.Port port, Map<ListenerKey, Entry> entries, Certificates certificates, boolean alert) {
        this.port = port;
        this.entries = entries;
        this.certificates = certificates;
        this.alert = alert;
    }

    /** The same for a port whose listeners are the same and whose routes are not. */
    public TlsPort with(Router.Port changed) {
        return new TlsPort(changed, entries, certificates, alert);
    }

    /** Which selects the listener. */
    public Router.Port port() {
        return port;
    }

    /** Decides by the ClientHello. */
    public Choice choose(ClientHello hello) {
        String name = hello.serverName();
        Router.Listener listener = port.listener(name == null ? "" : name);
        Entry entry = listener == null ? null : entries.get(listener.key());
        if (entry == null) {
            return new Refuse(name == null ? "server_name_missing" : "server_name_unknown", alert);
        }
        if (entry.closed()) {
            return new Refuse("listener_closed", alert);
        }
        ServerTls tls = entry.tls();
        return tls == null
                ? new PassThrough(entry.plan())
                : new Terminate(entry.plan(), tls, certificates.choose(hello, tls.identities()));
    }

    /** Whether a refusal on this port is said in a TLS alert. */
    public boolean alert() {
        return alert;
    }

    /** All certificates of a Gateway by the names in them. Immutable, for any thread. */
    public static final class Certificates {
        private final Map<String, List<Identity>> byName = new HashMap<>();

        /** @param identities of all serving listeners */
        public Certificates(Iterable<Identity> identities) {
            for (Identity identity : identities) {
                for (String name : identity.names()) {
                    List<Identity> same = byName.computeIfAbsent(name, n -> new ArrayList<>(1));
                    if (!same.contains(identity)) {
                        same.add(identity);
                    }
                }
            }
        }

        /**
         * The longest match of the server name; among equals the listener's own, then what suits the client's signature
         * algorithms, ECDSA before RSA.
         *
         * @param own the listener's certificates, its default first
         */
        Identity choose(ClientHello hello, List<Identity> own) {
            String name = hello.serverName();
            if (name != null) {
                int dot = name.indexOf('.');
                for (String wanted : dot > 0 ? List.of(name, "*" + name.substring(dot)) : List.of(name)) {
                    List<Identity> all = byName.getOrDefault(wanted, List.of());
                    List<Identity> ours = own.stream().filter(all::contains).toList();
                    if (!all.isEmpty()) {
                        return suited(hello, ours.isEmpty() ? all : ours);
                    }
                }
            }
            return suited(hello, own);
        }

        private static Identity suited(ClientHello hello, List<Identity> candidates) {
            if (candidates.size() > 1) {
                for (String algorithm : List.of("EC", "EdDSA", "RSA")) {
                    for (Identity candidate : candidates) {
                        if (candidate.algorithm().equals(algorithm) && accepts(hello, algorithm)) {
                            return candidate;
                        }
                    }
                }
            }
            return candidates.get(0);
        }

        private static boolean accepts(ClientHello hello, String algorithm) {
            return switch (algorithm) {
                case "EC" -> hello.ecdsa();
                case "EdDSA" -> hello.ed25519();
                default -> hello.rsa();
            };
        }
    }
}
