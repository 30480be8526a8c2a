package io.gatewright.conformance.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What filters do to a request on its way and to the response on its way back. Values change in place here. */
final class Filtering {
    /** A local answer of a filter. */
    record Reply(int status, String reason, Map<String, List<String>> headers) {}

    /** The request as it is now. */
    String host;

    String path;
    final Optional<String> query;
    final Map<String, List<String>> headers;
    /** The response's headers as they will be. */
    final Map<String, List<String>> response = new LinkedHashMap<>();
    /** {@code namespace/service} with the request as it was when it was copied. */
    final List<Copy> copies = new ArrayList<>();

    record Copy(Node backendRef, String path, String host, Map<String, List<String>> headers) {}

    private final Asked asked;
    private final Listening.Listener listener;
    private final Node match;

    Filtering(Asked asked, String normalPath, Listening.Listener listener, Node match) {
        this.asked = asked;
        this.listener = listener;
        this.match = match;
        host = asked.authority();
        path = normalPath;
        query = asked.query();
        headers = copy(asked.headers());
    }

    Filtering(Filtering other) {
        this(other.asked, other.path, other.listener, other.match);
        host = other.host;
        headers.clear();
        headers.putAll(copy(other.headers));
        response.putAll(copy(other.response));
        copies.addAll(other.copies);
    }

    String target() {
        return path + query.map(text -> "?" + text).orElse("");
    }

    /** Runs filters in the order of the list; a reply ends them. */
    Optional<Reply> run(List<Node> filters) {
        for (Node filter : filters) {
            switch (filter.text("type", "")) {
                case "RequestHeaderModifier" -> edit(headers, filter.at("requestHeaderModifier"));
                case "ResponseHeaderModifier" -> edit(response, filter.at("responseHeaderModifier"));
                case "RequestMirror" -> {
                    if (mirrors(filter.at("requestMirror"))) {
                        copies.add(new Copy(filter.at("requestMirror.backendRef"), target(), host, copy(headers)));
                    }
                }
                case "URLRewrite" -> {
                    host = filter.text("urlRewrite.hostname", host);
                    path = path(filter.at("urlRewrite.path"));
                }
                case "RequestRedirect" -> {
                    return Optional.of(redirect(filter.at("requestRedirect")));
                }
                case "CORS" -> {
                    Optional<Reply> preflight = Cors.judge(filter.at("cors"), asked, response);
                    if (preflight.isPresent()) {
                        return preflight;
                    }
                }
                // "MUST NOT be skipped; requests that would have been processed by it MUST receive an error response"
                default -> {
                    return Optional.of(new Reply(500, "filter_refused", Map.of()));
                }
            }
        }
        return Optional.empty();
    }

    /** Sampling is for engines that can be asked often; here a mirror that may take a request takes it. */
    private static boolean mirrors(Node mirror) {
        return mirror.at("fraction").present()
                ? mirror.number("fraction.numerator", 0) > 0
                : mirror.number("percent", 100) > 0;
    }

    private static void edit(Map<String, List<String>> headers, Node edit) {
        for (Node entry : edit.list("set")) {
            headers.put(
                    entry.text("name", "").toLowerCase(Locale.ROOT), new ArrayList<>(List.of(entry.text("value", ""))));
        }
        for (Node entry : edit.list("add")) {
            // "it appends to any existing values": one line, joined by a comma
            String name = entry.text("name", "").toLowerCase(Locale.ROOT);
            List<String> lines = new ArrayList<>(headers.getOrDefault(name, List.of()));
            lines.add(entry.text("value", ""));
            headers.put(name, new ArrayList<>(List.of(String.join(",", lines))));
        }
        edit.texts("remove").forEach(name -> headers.remove(name.toLowerCase(Locale.ROOT)));
    }

    /** HTTPPathModifier: the whole path, or the matched prefix, keeping one slash between the parts. */
    private String path(Node modifier) {
        if (modifier.text("type", "").equals("ReplaceFullPath")) {
            String full = modifier.text("replaceFullPath", "");
            return full.isEmpty() ? "/" : full;
        }
        if (!modifier.text("type", "").equals("ReplacePrefixMatch")) {
            return path;
        }
        String replacement = modifier.text("replacePrefixMatch", "");
        String start = replacement.endsWith("/") ? replacement.substring(0, replacement.length() - 1) : replacement;
        String rest = path.substring(Matching.prefix(match).length());
        return start.isEmpty() && rest.isEmpty() ? "/" : start + rest;
    }

    private Reply redirect(Node redirect) {
        String own = listener.protocol().equals("HTTPS") ? "https" : "http";
        String scheme = redirect.text("scheme", own);
        // "If no port is specified: the well-known port of the scheme if one is specified, else the Listener's port"
        int port = redirect.number("port", 0);
        if (port == 0) {
            port = redirect.at("scheme").present() ? wellKnown(scheme) : listener.port();
        }
        String to = redirect.text("hostname", asked.host());
        String location = scheme + "://" + to + (port == wellKnown(scheme) ? "" : ":" + port)
                + path(redirect.at("path")) + query.map(text -> "?" + text).orElse("");
        return new Reply(redirect.number("statusCode", 302), "redirect", Map.of("location", List.of(location)));
    }

    private static int wellKnown(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    static Map<String, List<String>> copy(Map<String, List<String>> headers) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        headers.forEach((name, values) -> copy.put(name, new ArrayList<>(values)));
        return copy;
    }
}
