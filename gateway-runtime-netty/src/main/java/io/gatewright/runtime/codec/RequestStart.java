package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request in the form that both protocols share. Edited in place by the one exchange that owns it. Host is
 * {@link #authority}, never a header; neither are Transfer-Encoding, Connection, Upgrade and what Connection named:
 * those belong to one connection and each encoder writes its own.
 */
public final class RequestStart {
    private String method;
    private String scheme;
    private @Nullable String authority;
    private String target;
    private final HttpHeaders headers;
    private @Nullable String upgrade;

    public RequestStart(String method, String scheme, @Nullable String authority, String target, HttpHeaders headers) {
        this.method = method;
        this.scheme = scheme;
        this.authority = authority;
        this.target = target;
        this.headers = headers;
    }

    public String method() {
        return method;
    }

    public void method(String value) {
        method = value;
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return scheme;
    }

    public void scheme(String value) {
        scheme = value;
    }

    /** Host with its port as sent; absent only in HTTP/1.0. */
    public @Nullable String authority() {
        return authority;
    }

    public void authority(@Nullable String value) {
        authority = value;
    }

    /** Path with query, as sent until the exchange normalises it. */
    public String target() {
        return target;
    }

    public void target(String value) {
        target = value;
    }

    public HttpHeaders headers() {
        return headers;
    }

    /**
     * The protocol, in lower case, that the connection (HTTP/1.1 Upgrade) or the stream (extended CONNECT, RFC 8441)
     * should speak from now on; absent in ordinary requests. The method is then {@code GET} whatever the wire says.
     */
    public @Nullable String upgrade() {
        return upgrade;
    }

    public void upgrade(@Nullable String protocol) {
        upgrade = protocol;
    }

    /** A copy with headers of its own. */
    public RequestStart copy() {
        RequestStart copy = new RequestStart(method, scheme, authority, target, headers.copy());
        copy.upgrade = upgrade;
        return copy;
    }
}
