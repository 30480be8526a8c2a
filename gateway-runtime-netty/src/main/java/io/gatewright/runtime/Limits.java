package io.gatewright.runtime;

import java.time.Duration;

/**
 * Bounds on what a client may cost. All of them hold per connection or per exchange unless said otherwise; a zero
 * {@link Duration} or count switches that bound off where it says so.
 *
 * @param requestLineBytes longest HTTP/1 request line, or HTTP/2 {@code :path}; beyond it 414
 * @param headerBytes all header lines of a message together, after HPACK decoding; beyond it 431
 * @param headers number of header lines; beyond it 431
 * @param headerDeadline from the first byte of a request head to its last; one deadline, not restarted by each byte
 * @param idle a kept-alive connection without an exchange is closed after this
 * @param streamIdle an exchange, or a relayed TCP connection, in which no byte moves in either direction is ended after
 *     this. Zero: never
 * @param connections open at once on all ports together; further ones are closed at once. Zero: unbounded
 * @param connectionsPerClient the same per client IP address. Zero: unbounded
 * @param requestsPerConnection after so many the connection is closed in an orderly way. Zero: unbounded
 * @param streams HTTP/2 streams open at once
 * @param resets HTTP/2 streams that either side may reset within a minute before the connection is closed
 * @param bufferBytes written but unsent bytes of one connection beyond which its peer is no longer read
 * @param replayBytes of a request body kept for another try; a longer body is tried once
 * @param connectTimeout TCP and TLS set-up to a backend
 * @param backendIdle a pooled connection to a backend is closed after this
 * @param backendConnections to one endpoint from one event loop. Zero: unbounded
 * @param helloBytes of a ClientHello, all its fragments together
 * @param handshakeDeadline from accept to the end of the TLS handshake, PROXY header included
 * @param udpSessions clients remembered at once by one UDP port; further ones are dropped
 * @param udpIdle a UDP session without a datagram in either direction is forgotten after this
 */
public record Limits(
        int requestLineBytes,
        int headerBytes,
        int headers,
        Duration headerDeadline,
        Duration idle,
        Duration streamIdle,
        int connections,
        int connectionsPerClient,
        int requestsPerConnection,
        int streams,
        int resets,
        int bufferBytes,
        int replayBytes,
        Duration connectTimeout,
        Duration backendIdle,
        int backendConnections,
        int helloBytes,
        Duration handshakeDeadline,
        int udpSessions,
        Duration udpIdle) {

    /** What holds when nothing is set. */
    public static final Limits DEFAULTS = new Builder().build();

    /** A builder that starts from these values. */
    public Builder with() {
        Builder b = new Builder();
        b.requestLineBytes = requestLineBytes;
        b.headerBytes = headerBytes;
        b.headers = headers;
        b.headerDeadline = headerDeadline;
        b.idle = idle;
        b.streamIdle = streamIdle;
        b.connections = connections;
        b.connectionsPerClient = connectionsPerClient;
        b.requestsPerConnection = requestsPerConnection;
        b.streams = streams;
        b.resets = resets;
        b.bufferBytes = bufferBytes;
        b.replayBytes = replayBytes;
        b.connectTimeout = connectTimeout;
        b.backendIdle = backendIdle;
        b.backendConnections = backendConnections;
        b.helloBytes = helloBytes;
        b.handshakeDeadline = handshakeDeadline;
        b.udpSessions = udpSessions;
        b.udpIdle = udpIdle;
        return b;
    }

    /** Collects values; every method is named after the component it sets. Not safe for use by several threads. */
    public static final class Builder {
        private int requestLineBytes = 16 * 1024;
        private int headerBytes = 64 * 1024;
        private int headers = 200;
        private Duration headerDeadline = Duration.ofSeconds(30);
        private Duration idle = Duration.ofSeconds(75);
        private Duration streamIdle = Duration.ofHours(1);
        private int connections = 100_000;
        private int connectionsPerClient;
        private int requestsPerConnection;
        private int streams = 128;
        private int resets = 200;
        private int bufferBytes = 64 * 1024;
        private int replayBytes = 64 * 1024;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration backendIdle = Duration.ofSeconds(60);
        private int backendConnections;
        private int helloBytes = 32 * 1024;
        private Duration handshakeDeadline = Duration.ofSeconds(10);
        private int udpSessions = 65_536;
        private Duration udpIdle = Duration.ofSeconds(60);

        Builder() {}

        public Builder requestLineBytes(int value) {
            requestLineBytes = value;
            return this;
        }

        public Builder headerBytes(int value) {
            headerBytes = value;
            return this;
        }

        public Builder headers(int value) {
            headers = value;
            return this;
        }

        public Builder headerDeadline(Duration value) {
            headerDeadline = value;
            return this;
        }

        public Builder idle(Duration value) {
            idle = value;
            return this;
        }

        public Builder streamIdle(Duration value) {
            streamIdle = value;
            return this;
        }

        public Builder connections(int value) {
            connections = value;
            return this;
        }

        public Builder connectionsPerClient(int value) {
            connectionsPerClient = value;
            return this;
        }

        public Builder requestsPerConnection(int value) {
            requestsPerConnection = value;
            return this;
        }

        public Builder streams(int value) {
            streams = value;
            return this;
        }

        public Builder resets(int value) {
            resets = value;
            return this;
        }

        public Builder bufferBytes(int value) {
            bufferBytes = value;
            return this;
        }

        public Builder replayBytes(int value) {
            replayBytes = value;
            return this;
        }

        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        public Builder backendIdle(Duration value) {
            backendIdle = value;
            return this;
        }

        public Builder backendConnections(int value) {
            backendConnections = value;
            return this;
        }

        public Builder helloBytes(int value) {
            helloBytes = value;
            return this;
        }

        public Builder handshakeDeadline(Duration value) {
            handshakeDeadline = value;
            return this;
        }

        public Builder udpSessions(int value) {
            udpSessions = value;
            return this;
        }

        public Builder udpIdle(Duration value) {
            udpIdle = value;
            return this;
        }

        public Limits build() {
            return new Limits(
                    requestLineBytes,
                    headerBytes,
                    headers,
                    headerDeadline,
                    idle,
                    streamIdle,
                    connections,
                    connectionsPerClient,
                    requestsPerConnection,
                    streams,
                    resets,
                    bufferBytes,
                    replayBytes,
                    connectTimeout,
                    backendIdle,
                    backendConnections,
                    helloBytes,
                    handshakeDeadline,
                    udpSessions,
                    udpIdle);
        }
    }
}
