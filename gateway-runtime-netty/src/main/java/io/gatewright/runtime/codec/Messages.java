package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaders;

/** Small makers. */
public final class Messages {
    private Messages() {}

    /** Empty headers that do not validate on the way in: encoders validate on the way out. */
    public static HttpHeaders headers() {
        return HeadDecoder.newHeaders();
    }
}
