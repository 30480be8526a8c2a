package io.gatewright.runtime.filter;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Gets a copy of a request body on its way. Must never hold the original up. */
public interface Tee {
    /** A part; the callee owns it. */
    void data(ByteBuf part, boolean last);

    void trailers(HttpHeaders trailers);

    void flush();

    /** The original ended early. */
    void abort();
}
