package io.gatewright.semantics.plan;

/** The five kinds of route. */
public enum RouteKind {
    HTTP("HTTPRoute"),
    GRPC("GRPCRoute"),
    TLS("TLSRoute"),
    TCP("TCPRoute"),
    UDP("UDPRoute");

    private final String kind;

    RouteKind(String kind) {
        this.kind = kind;
    }

    /** The API's kind, for example {@code HTTPRoute}. */
    public String kind() {
        return kind;
    }
}
