package io.gatewright.semantics.decide;

import java.util.Locale;

/**
 * Every reason why the gateway answers itself: the only table of codes, HTTP statuses and gRPC statuses. The code appears
 * in access records, metrics and traces and does not change between releases.
 */
public enum ReplyReason {
    // what the client sent cannot be read
    BAD_REQUEST(400, Grpc.INTERNAL),
    BAD_FRAMING(400, Grpc.INTERNAL),
    BAD_HOST(400, Grpc.INTERNAL),
    BAD_PATH(400, Grpc.INTERNAL),
    HEADERS_TOO_LARGE(431, Grpc.INTERNAL),
    URI_TOO_LONG(414, Grpc.INTERNAL),
    BODY_TOO_LARGE(413, Grpc.RESOURCE_EXHAUSTED),
    EXPECTATION_FAILED(417, Grpc.INTERNAL),
    METHOD_NOT_SUPPORTED(501, Grpc.UNIMPLEMENTED),
    CLIENT_TIMEOUT(408, Grpc.DEADLINE_EXCEEDED),
    /** The client went away; nobody reads this status, it is for the records. */
    CLIENT_CLOSED(499, Grpc.CANCELLED),

    // nobody wants it
    LISTENER_NOT_FOUND(404, Grpc.UNIMPLEMENTED),
    ROUTE_NOT_FOUND(404, Grpc.UNIMPLEMENTED),
    MISDIRECTED(421, Grpc.UNAVAILABLE),
    LISTENER_CLOSED(503, Grpc.UNAVAILABLE),

    // the rule answers
    REDIRECT(302, Grpc.UNIMPLEMENTED),
    CORS_PREFLIGHT(204, Grpc.UNIMPLEMENTED),
    CORS_REFUSED(403, Grpc.PERMISSION_DENIED),
    AUTH_DENIED(403, Grpc.PERMISSION_DENIED),
    /** The authorization service could not be asked: fails closed. */
    AUTH_FAILED(403, Grpc.PERMISSION_DENIED),
    EXTENSION_REPLY(200, Grpc.UNKNOWN),
    FILTER_REFUSED(500, Grpc.UNAVAILABLE),
    RULE_REFUSED(500, Grpc.UNAVAILABLE),

    // there is no backend to serve it
    NO_BACKEND(500, Grpc.UNAVAILABLE),
    BACKEND_UNRESOLVED(500, Grpc.UNAVAILABLE),
    BACKEND_CLOSED(500, Grpc.UNAVAILABLE),
    NO_ENDPOINT(503, Grpc.UNAVAILABLE),

    // the backend did not serve it
    CONNECT_FAILED(502, Grpc.UNAVAILABLE),
    BACKEND_TLS_FAILED(502, Grpc.UNAVAILABLE),
    BACKEND_RESET(502, Grpc.UNAVAILABLE),
    BACKEND_PROTOCOL_ERROR(502, Grpc.INTERNAL),
    BACKEND_TIMEOUT(504, Grpc.DEADLINE_EXCEEDED),
    REQUEST_TIMEOUT(504, Grpc.DEADLINE_EXCEEDED),
    RETRY_BUDGET(503, Grpc.UNAVAILABLE),

    // the gateway cannot serve it now
    SESSION_LOST(503, Grpc.UNAVAILABLE),
    DRAINING(503, Grpc.UNAVAILABLE),
    OVERLOADED(503, Grpc.UNAVAILABLE),
    INTERNAL_ERROR(500, Grpc.INTERNAL);

    /** Status codes of gRPC. */
    private static final class Grpc {
        static final int CANCELLED = 1;
        static final int UNKNOWN = 2;
        static final int DEADLINE_EXCEEDED = 4;
        static final int PERMISSION_DENIED = 7;
        static final int RESOURCE_EXHAUSTED = 8;
        static final int UNIMPLEMENTED = 12;
        static final int INTERNAL = 13;
        static final int UNAVAILABLE = 14;
    }

    private final int status;
    private final int grpcStatus;

    ReplyReason(int status, int grpcStatus) {
        this.status = status;
        this.grpcStatus = grpcStatus;
    }

    /** {@code route_not_found}: for records and metrics. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The usual HTTP status; a {@link LocalReply} may have another one, as redirects do. */
    public int status() {
        return status;
    }

    /** What a gRPC client gets instead, as trailers only. */
    public int grpcStatus() {
        return grpcStatus;
    }
}
