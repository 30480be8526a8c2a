package io.gatewright.runtime.http;

import io.gatewright.semantics.edit.MutableHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Netty's headers of a response, for edits in place. */
record HeaderView(HttpHeaders headers) implements MutableHeaders {
    @Override
    public @Nullable String header(String name) {
        return joined(headers, name);
    }

    static @Nullable String joined(HttpHeaders headers, String name) {
        List<String> values = headers.getAll(name);
        return switch (values.size()) {
            case 0 -> null;
            case 1 -> values.get(0);
            default -> String.join(",", values);
        };
    }

    @Override
    public void set(String name, String value) {
        headers.set(name, value);
    }

    @Override
    public void add(String name, String value) {
        headers.add(name, value);
    }

    @Override
    public void remove(String name) {
        headers.remove(name);
    }
}
