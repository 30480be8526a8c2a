package io.gatewright.runtime.observe;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one exchange, or of one relayed connection, when it is over. Holds no header besides the few named
 * here, no body, no credentials.
 *
 * @param start when the request head (or the connection) was complete
 * @param place which part of the configuration decided
 * @param client who asked
 * @param request what was asked; null for TCP, TLS and UDP relays
 * @param reply how it ended
 * @param timing how long it took
 */
public record AccessRecord(
        Instant start, Place place, Client client, @Nullable Request request, Reply reply, Timing timing) {

    /**
     * Which part of the configuration decided.
     *
     * @param gateway whose port
     * @param port as declared
     * @param version of the snapshot
     * @param listener null if no listener took it
     * @param route null if no route took it
     * @param rule index in the route; -1 if none
     * @param ruleName {@code rules[].name}, null if it has none
     * @param backend key of the cluster, null if none was chosen
     * @param endpoint {@code address:port} of the last try, null if none was made
     */
    public record Place(
            ObjectRef gateway,
            int port,
            long version,
            @Nullable ListenerKey listener,
            @Nullable ObjectRef route,
            int rule,
            @Nullable String ruleName,
            @Nullable String backend,
            @Nullable String endpoint) {}

    /**
     * Who asked.
     *
     * @param address of the client; taken from a trusted proxy's header if there was one
     * @param peer of the connection, null if it is the client
     * @param sni null without TLS or server name
     * @param tlsVersion null without TLS
     * @param certificateSubject of the client's certificate, null if it showed none
     */
    public record Client(
            InetSocketAddress address,
            @Nullable InetSocketAddress peer,
            @Nullable String sni,
            @Nullable String tlsVersion,
            @Nullable String certificateSubject) {}

    /**
     * What was asked, as the client sent it.
     *
     * @param protocol {@code HTTP/1.0}, {@code HTTP/1.1}, {@code HTTP/2}
     * @param method as sent
     * @param scheme {@code http} or {@code https}
     * @param host the authority as sent, null if there was none
     * @param path normalised, without query
     * @param query without {@code ?}; null if there was none or it is not to be logged
     * @param userAgent header, null if absent
     * @param requestId header {@code x-request-id}, null if absent
     * @param traceParent header of the W3C trace context, null if absent
     */
    public record Request(
            String protocol,
            String method,
            String scheme,
            @Nullable String host,
            String path,
            @Nullable String query,
            @Nullable String userAgent,
            @Nullable String requestId,
            @Nullable String traceParent) {}

    /**
     * How it ended.
     *
     * @param status HTTP status sent; 0 if none was
     * @param grpcStatus for gRPC exchanges, else -1
     * @param reason code of a reply that the gateway made itself or of an early end; null when the backend's answer was
     *     relayed to its end
     * @param bytesIn from the client: body bytes of a request, all bytes of a relay
     * @param bytesOut to the client
     */
    public record Reply(
            int status, int grpcStatus, @Nullable String reason, long bytesIn, long bytesOut) {}

    /**
     * How long it took; all in nanoseconds, -1 where that point was not reached.
     *
     * @param total from {@code start} to the last byte
     * @param firstByte from {@code start} to the head of the response towards the client
     * @param backend from the first try to the head of the backend's response
     * @param tries made towards backends; 0 for local replies
     */
    public record Timing(long total, long firstByte, long backend, int tries) {}
}
