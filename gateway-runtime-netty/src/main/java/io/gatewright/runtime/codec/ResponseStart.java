package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * The head of a response in the form that both protocols share; headers as in {@link RequestStart}. Status 101 means that
 * the tunnel stands: HTTP/2 says 200 for it on the wire.
 */
public final class ResponseStart {
    private int status;
    private final HttpHeaders headers;

    public ResponseStart(int status, HttpHeaders headers) {
        this.status = status;
        this.headers = headers;
    }

    public int status() {
        return status;
    }

    public void status(int value) {
        status = value;
    }

    public HttpHeaders headers() {
        return headers;
    }

    /** True for 1xx other than 101: more heads follow. */
    public boolean informational() {
        return status < 200 && status != 101;
    }

    /** True for the answer that turns the stream into a tunnel. */
    public boolean switching() {
        return status == 101;
    }
}
