package io.gatewright.runtime;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.listen.AddressRange;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.runtime.observe.AccessLog;
import io.gatewright.runtime.tls.TlsEngine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * How a data plane runs: everything that is not in a plan.
 *
 * @param limits bounds on what a client may cost
 * @param transport which kind of sockets
 * @param eventLoops threads that serve; 0: one per processor
 * @param tlsEngine whose TLS
 * @param binding where a declared port really listens
 * @param trustedProxies peers whose {@code X-Forwarded-*} and {@code Forwarded} headers are believed; nobody by default
 * @param proxyProtocol peers that must put a PROXY protocol header (v1 or v2) before their bytes; others must not
 * @param reasonHeader response header that names the reason of a reply the gateway made itself; absent: not shown
 * @param accessLog told of every exchange
 * @param logQuery whether access records keep query strings, which may hold secrets
 * @param drainDelay a drain keeps accepting for this long, while it is already reported as not ready
 * @param portDrain how long the connections of a port that vanished from the plan may go on
 * @param backlog of listening sockets
 * @param sessionKey authenticates session tokens; equal on all replicas. Empty: a random one, good for one process
 * @param clock tells the time of records and session tokens
 */
public record RuntimeSettings(
        Limits limits,
        Transport.Kind transport,
        int eventLoops,
        TlsEngine tlsEngine,
        PortBinding binding,
        List<AddressRange> trustedProxies,
        List<AddressRange> proxyProtocol,
        Optional<String> reasonHeader,
        AccessLog accessLog,
        boolean logQuery,
        Duration drainDelay,
        Duration portDrain,
        int backlog,
        SessionKey sessionKey,
        InstantSource clock) {

    /** All interfaces, declared ports, no access log. */
    public static final RuntimeSettings DEFAULTS = new Builder().build();

    public RuntimeSettings {
        trustedProxies = List.copyOf(trustedProxies);
        proxyProtocol = List.copyOf(proxyProtocol);
    }

    /** Where a declared port really listens. */
    @FunctionalInterface
    public interface PortBinding {
        /**
         * @param gateway whose port
         * @param port as declared by its listeners
         * @return a local address; port 0 takes any free port
         */
        InetSocketAddress address(ObjectRef gateway, int port);

        /** Declared ports plus an offset, on one local address. */
        static PortBinding on(java.net.InetAddress address, int offset) {
            return (gateway, port) -> new InetSocketAddress(address, port + offset);
        }
    }

    /** A secret, shown as a mask wherever it is printed. */
    @SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content, below
    public record SessionKey(byte[] bytes) {
        public static final SessionKey NONE = new SessionKey(new byte[0]);

        public SessionKey {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        public boolean isEmpty() {
            return bytes.length == 0;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SessionKey key && java.security.MessageDigest.isEqual(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return bytes.length;
        }

        @Override
        public String toString() {
            return "SessionKey[redacted]";
        }
    }

    /** A builder that starts from these values. */
    public Builder with() {
        Builder b = new Builder();
        b.limits = limits;
        b.transport = transport;
        b.eventLoops = eventLoops;
        b.tlsEngine = tlsEngine;
        b.binding = binding;
        b.trustedProxies = trustedProxies;
        b.proxyProtocol = proxyProtocol;
        b.reasonHeader = reasonHeader;
        b.accessLog = accessLog;
        b.logQuery = logQuery;
        b.drainDelay = drainDelay;
        b.portDrain = portDrain;
        b.backlog = backlog;
        b.sessionKey = sessionKey;
        b.clock = clock;
        return b;
    }

    /** Collects values; every method is named after the component it sets. Not safe for use by several threads. */
    public static final class Builder {
        private Limits limits = Limits.DEFAULTS;
        private Transport.Kind transport = Transport.Kind.AUTO;
        private int eventLoops;
        private TlsEngine tlsEngine = TlsEngine.AUTO;
        private PortBinding binding = (gateway, port) -> new InetSocketAddress(port);
        private List<AddressRange> trustedProxies = List.of();
        private List<AddressRange> proxyProtocol = List.of();
        private Optional<String> reasonHeader = Optional.empty();
        private AccessLog accessLog = AccessLog.NONE;
        private boolean logQuery = true;
        private Duration drainDelay = Duration.ZERO;
        private Duration portDrain = Duration.ofSeconds(30);
        private int backlog = 1024;
        private SessionKey sessionKey = SessionKey.NONE;
        private InstantSource clock = InstantSource.system();

        Builder() {}

        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        public Builder transport(Transport.Kind value) {
            transport = value;
            return this;
        }

        public Builder eventLoops(int value) {
            eventLoops = value;
            return this;
        }

        public Builder tlsEngine(TlsEngine value) {
            tlsEngine = value;
            return this;
        }

        public Builder binding(PortBinding value) {
            binding = value;
            return this;
        }

        public Builder trustedProxies(List<AddressRange> value) {
            trustedProxies = value;
            return this;
        }

        public Builder proxyProtocol(List<AddressRange> value) {
            proxyProtocol = value;
            return this;
        }

        public Builder reasonHeader(String value) {
            reasonHeader = Optional.of(value);
            return this;
        }

        public Builder accessLog(AccessLog value) {
            accessLog = value;
            return this;
        }

        public Builder logQuery(boolean value) {
            logQuery = value;
            return this;
        }

        public Builder drainDelay(Duration value) {
            drainDelay = value;
            return this;
        }

        public Builder portDrain(Duration value) {
            portDrain = value;
            return this;
        }

        public Builder backlog(int value) {
            backlog = value;
            return this;
        }

        public Builder sessionKey(SessionKey value) {
            sessionKey = value;
            return this;
        }

        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        public RuntimeSettings build() {
            return new RuntimeSettings(
                    limits,
                    transport,
                    eventLoops,
                    tlsEngine,
                    binding,
                    trustedProxies,
                    proxyProtocol,
                    reasonHeader,
                    accessLog,
                    logQuery,
                    drainDelay,
                    portDrain,
                    backlog,
                    sessionKey,
                    clock);
        }
    }
}
