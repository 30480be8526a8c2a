package io.gatewright.conformance.engine;

import io.gatewright.semantics.edit.MutableHead;
import io.gatewright.semantics.match.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A head made of maps. */
final class MapHead implements MutableHead, Headers {
    private final String method;
    private final @Nullable String query;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private String host;
    private String path;

    MapHead(String method, String host, String path, @Nullable String query, Map<String, List<String>> headers) {
        this.method = method;
        this.host = host;
        this.path = path;
        this.query = query;
        headers.forEach((name, values) -> this.headers
                .computeIfAbsent(lower(name), key -> new ArrayList<>())
                .addAll(values));
    }

    private static String lower(CharSequence name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    Map<String, List<String>> map() {
        return headers;
    }

    String target() {
        return query == null ? path : path + "?" + query;
    }

    @Override
    public @Nullable CharSequence first(CharSequence lowerName) {
        List<String> values = headers.get(lower(lowerName));
        return values == null ? null : values.get(0);
    }

    @Override
    public List<? extends CharSequence> all(CharSequence lowerName) {
        return headers.getOrDefault(lower(lowerName), List.of());
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = headers.get(lower(name));
        return values == null ? null : String.join(",", values);
    }

    @Override
    public void set(String name, String value) {
        headers.put(lower(name), new ArrayList<>(List.of(value)));
    }

    @Override
    public void add(String name, String value) {
        headers.computeIfAbsent(lower(name), key -> new ArrayList<>()).add(value);
    }

    @Override
    public void remove(String name) {
        headers.remove(lower(name));
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
    public void setPath(String newPath) {
        path = newPath;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public MutableHead copy() {
        return new MapHead(method, host, path, query, headers);
    }
}
