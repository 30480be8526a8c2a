package io.gatewright.runtime.http;

import io.gatewright.semantics.match.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Netty's headers, for matching. Host is asked for like any header but lives in the authority. */
record HeadView(HttpHeaders headers, String authority) implements Headers {
    @Override
    public @Nullable CharSequence first(CharSequence lowerName) {
        return "host".contentEquals(lowerName) ? authority : headers.get(lowerName);
    }

    @Override
    public List<? extends CharSequence> all(CharSequence lowerName) {
        return "host".contentEquals(lowerName) ? List.of(authority) : headers.getAll(lowerName);
    }
}
