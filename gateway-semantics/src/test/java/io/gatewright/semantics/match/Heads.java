package io.gatewright.semantics.match;

import io.gatewright.semantics.edit.MutableHead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request of a test: readable as {@link Headers}, changeable as {@link MutableHead}. */
public final class Heads implements Headers, MutableHead {
    private final String method;
    private final Map<String, List<String>> headers;
    private String authority;
    private String path;
    private final @Nullable String query;

    private Heads(
            String method, String authority, String path, @Nullable String query, Map<String, List<String>> headers) {
        this.method = method;
        this.authority = authority;
        this.path = path;
        this.query = query;
        this.headers = headers;
    }

    /** {@code get("shop.example.com/cart?a=1", "version: two")}. */
    public static Heads get(String hostAndTarget, String... headers) {
        return request("GET", hostAndTarget, headers);
    }

    public static Heads request(String method, String hostAndTarget, String... headers) {
        int slash = hostAndTarget.indexOf('/');
        RequestTarget target =
                RequestTarget.parse(method, hostAndTarget.substring(slash)).orNull();
        if (target == null) {
            throw new IllegalArgumentException("a test that wants a bad target parses it itself: " + hostAndTarget);
        }
        Heads heads = new Heads(
                method, hostAndTarget.substring(0, slash), target.path(), target.query(), new LinkedHashMap<>());
        for (String header : headers) {
            int colon = header.indexOf(": ");
            heads.add(header.substring(0, colon), header.substring(colon + 2));
        }
        return heads;
    }

    /** {@code OPTIONS *}. */
    public static Heads asterisk(String authority) {
        return new Heads("OPTIONS", authority, "*", null, new LinkedHashMap<>());
    }

    public static Heads grpc(String hostAndTarget, String... headers) {
        Heads heads = request("POST", hostAndTarget, headers);
        heads.add("content-type", "application/grpc");
        return heads;
    }

    public RequestHead head() {
        return head("http");
    }

    public RequestHead head(String scheme) {
        Authority parsed = Authority.parse(authority).orNull();
        String host = parsed == null ? "" : parsed.host();
        return new RequestHead(method, scheme, host, authority, path, query, copy());
    }

    @Override
    public @Nullable CharSequence first(CharSequence lowerName) {
        List<String> values = headers.get(lowerName.toString());
        return values == null ? null : values.get(0);
    }

    @Override
    public List<? extends CharSequence> all(CharSequence lowerName) {
        return headers.getOrDefault(lowerName.toString(), List.of());
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : String.join(",", values);
    }

    @Override
    public void set(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), new ArrayList<>(List.of(value)));
    }

    @Override
    public void add(String name, String value) {
        headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                .add(value);
    }

    @Override
    public void remove(String name) {
        headers.remove(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String host() {
        return authority;
    }

    @Override
    public void setHost(String authority) {
        this.authority = authority;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void setPath(String path) {
        this.path = path;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public Heads copy() {
        Map<String, List<String>> copies = new LinkedHashMap<>();
        headers.forEach((name, values) -> copies.put(name, new ArrayList<>(values)));
        return new Heads(method, authority, path, query, copies);
    }

    @Override
    public String toString() {
        return method + " " + authority + path + (query == null ? "" : "?" + query) + " " + headers;
    }
}
