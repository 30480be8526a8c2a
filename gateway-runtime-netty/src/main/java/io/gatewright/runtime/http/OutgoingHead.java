package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.RequestStart;
import io.gatewright.semantics.edit.MutableHead;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The request head as a backend will see it. Filters edit it in place, but what was matched stays as it was: the first
 * edit of a header copies the headers, and most requests never need that.
 */
final class OutgoingHead implements MutableHead {
    private final String method;
    private final String scheme;
    private final @Nullable String upgrade;
    private final @Nullable String query;
    private String host;
    private String path;
    private HttpHeaders headers;
    private boolean ours;
    private boolean pathEdited;

    /** @param headers not touched */
    OutgoingHead(
            String method,
            String scheme,
            String host,
            String path,
            @Nullable String query,
            HttpHeaders headers,
            @Nullable String upgrade) {
        this.method = method;
        this.scheme = scheme;
        this.host = host;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.upgrade = upgrade;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public void setHost(String authority) {
        host = authority;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void setPath(String value) {
        path = value;
        pathEdited = true;
    }

    @Nullable
    String upgrade() {
        return upgrade;
    }

    /** Whether a filter changed the path, so that it must be judged again. */
    boolean pathEdited() {
        return pathEdited;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public OutgoingHead copy() {
        // both copies read the same headers until one of them writes
        ours = false;
        return new OutgoingHead(method, scheme, host, path, query, headers, upgrade);
    }

    @Override
    public @Nullable String header(String name) {
        return name.equalsIgnoreCase("host") ? host : HeaderView.joined(headers, name);
    }

    @Override
    public void set(String name, String value) {
        if (name.equalsIgnoreCase("host")) {
            host = value;
        } else {
            editable().set(name, value);
        }
    }

    @Override
    public void add(String name, String value) {
        editable().add(name, value);
    }

    @Override
    public void remove(String name) {
        if (headers.contains(name)) {
            editable().remove(name);
        }
    }

    HttpHeaders editable() {
        if (!ours) {
            headers = headers.copy();
            ours = true;
        }
        return headers;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** Path with query. */
    String target() {
        return query == null ? path : path + '?' + query;
    }

    /** The head to send. It shares the headers: encoders do not change them. */
    RequestStart toStart() {
        RequestStart start = new RequestStart(method, scheme, host, target(), headers);
        start.upgrade(upgrade);
        return start;
    }
}
