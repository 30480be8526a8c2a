package io.gatewright.conformance.property;

import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.conformance.kit.CorpusReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random world and random requests, written as a case file: small pools of words, so that things meet. Everything is drawn
 * from one seed; the text of a failing case can be put into the corpus as it is.
 */
final class RandomCase {
    private static final List<String> LISTENER_HOSTS =
            List.of("", "*.example.com", "*.b.example.com", "a.example.com", "a.b.example.com", "*.com", "example.org");
    private static final List<String> ROUTE_HOSTS = List.of(
            "*.example.com", "*.b.example.com", "a.example.com", "a.b.example.com", "*.com", "example.org", "*.org");
    private static final List<String> ASKED_HOSTS = List.of(
            "a.example.com",
            "A.Example.com",
            "x.example.com",
            "a.b.example.com",
            "x.b.example.com:8080",
            "example.com",
            "example.org",
            "x.org",
            "other.net");
    private static final List<String> PATHS = List.of("/", "/a", "/a/", "/a/b", "/a/b/c", "/b", "/ab");
    private static final List<String> ASKED_PATHS = List.of(
            "/",
            "/a",
            "/a/",
            "/a/b",
            "/a/b/",
            "/a/b/c/d",
            "/ab",
            "/b",
            "/%61/b",
            "/a//b",
            "/c",
            "/A",
            "/a/../b",
            "/a%2fb");
    private static final List<String> METHODS = List.of("GET", "POST", "OPTIONS");
    private static final List<String> VALUES = List.of("1", "2");
    private static final List<String> NEW_PREFIXES = List.of("/", "\"\"", "/new", "/new/");
    private static final List<String> ORIGINS =
            List.of("https://www.foo.com", "https://x.y.foo.com", "http://a.bar.com:8080", "null");
    private static final List<String> NAMES = List.of("x-a", "X-B", "x-c");

    private final Random random;
    private final StringBuilder text = new StringBuilder("# A random case.\n");
    private final boolean grants;

    private RandomCase(long seed, boolean grants) {
        this.random = new Random(seed);
        this.grants = grants;
    }

    /** A world in which everything is allowed, with many ways of matching. */
    static RandomCase ofRoutes(long seed) {
        RandomCase one = new RandomCase(seed, false);
        one.write();
        return one;
    }

    /** A world with references across namespaces and grants that are often slightly wrong. */
    static RandomCase ofGrants(long seed) {
        RandomCase one = new RandomCase(seed, true);
        one.write();
        return one;
    }

    String text() {
        return text.toString();
    }

    CorpusCase read() {
        return CorpusReader.read("random", "case", URI.create("file:///random"), text());
    }

    private <T> T any(List<T> pool) {
        return pool.get(random.nextInt(pool.size()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private void write() {
        text.append("# settings\nbackends: {other/echo-a: , other/echo-b: , empty: {endpoints: []}}\n---\n");
        gateway();
        int routes = 1 + random.nextInt(4);
        for (int i = 0; i < routes; i++) {
            route(i);
        }
        if (grants) {
            for (int i = random.nextInt(4); i > 0; i--) {
                grant(i);
            }
        }
        text.append("# expect\nrequests:\n");
        for (int i = 0; i < 12; i++) {
            request();
        }
    }

    private void gateway() {
        text.append("apiVersion: v1\nkind: Secret\nmetadata: {name: cert}\ntype: kubernetes.io/tls\n")
                .append("data: {tls.crt: \"${cert:any.example.com}\", tls.key: \"${key:any.example.com}\"}\n---\n")
                .append("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gw}\n")
                .append("spec:\n  gatewayClassName: gatewright\n  allowedListeners: {namespaces: {from: ")
                .append(any(List.of("All", "Same", "None")))
                .append("}}\n  listeners:\n");
        listeners(1 + random.nextInt(4));
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append("apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: set")
                    .append(i)
                    .append(", namespace: ")
                    .append(any(List.of("default", "default", "other")))
                    .append(", creationTimestamp: \"2026-01-01T00:00:0")
                    .append(random.nextInt(2))
                    .append("Z\"}\nspec:\n  parentRef: {name: gw, namespace: default}\n  listeners:\n");
            listeners(1 + random.nextInt(2));
        }
    }

    /** Listeners that an API server would take together; what conflicts across owners or by protocol is left in. */
    private void listeners(int number) {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int port = any(List.of(80, 80, 8080, 443));
            boolean tcp = port == 8080 && oneIn(6);
            String host = tcp ? "" : any(LISTENER_HOSTS);
            if (!taken.contains(port + host + tcp)) {
                taken.add(port + host + tcp);
                text.append("  - {name: l")
                        .append(i)
                        .append(", port: ")
                        .append(port)
                        .append(", protocol: ")
                        .append(tcp ? "TCP" : port == 443 ? "HTTPS" : "HTTP");
                if (port == 443) {
                    text.append(", tls: {certificateRefs: [{name: ")
                            .append(oneIn(6) ? "missing" : "cert")
                            .append("}]}");
                }
                if (!host.isEmpty()) {
                    text.append(", hostname: \"").append(host).append('"');
                }
                text.append(", allowedRoutes: {namespaces: {from: ")
                        .append(any(List.of("All", "All", "Same")))
                        .append('}');
                if (!tcp && oneIn(5)) {
                    text.append(", kinds: [{kind: ")
                            .append(any(List.of("HTTPRoute", "GRPCRoute")))
                            .append("}]");
                }
                text.append("}}\n");
            }
        }
        text.append("---\n");
    }

    private void route(int number) {
        boolean grpc = oneIn(4);
        text.append("apiVersion: gateway.networking.k8s.io/v1\nkind: ")
                .append(grpc ? "GRPCRoute" : "HTTPRoute")
                .append("\nmetadata: {name: r")
                .append(random.nextInt(100))
                .append('-')
                .append(number)
                .append(", namespace: ")
                .append(any(List.of("default", "default", "other")))
                .append(", creationTimestamp: \"2026-01-01T00:00:0")
                .append(random.nextInt(3))
                .append("Z\"}\nspec:\n")
                .append("  parentRefs: [{")
                .append(oneIn(4) ? "kind: ListenerSet, name: set" + (1 + random.nextInt(2)) : "name: gw")
                .append(", namespace: default");
        if (oneIn(4)) {
            text.append(", sectionName: l").append(random.nextInt(4));
        } else if (oneIn(5)) {
            text.append(", port: ").append(any(List.of(80, 8080)));
        }
        text.append("}]\n");
        List<String> hosts = some(ROUTE_HOSTS, 2);
        if (!hosts.isEmpty()) {
            text.append("  hostnames: [\"").append(String.join("\", \"", hosts)).append("\"]\n");
        }
        text.append("  rules:\n");
        int rules = 1 + random.nextInt(3);
        for (int i = 0; i < rules; i++) {
            rule(grpc);
        }
        text.append("---\n");
    }

    private List<String> some(List<String> pool, int most) {
        List<String> some = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            String one = any(pool);
            if (!some.contains(one)) {
                some.add(one);
            }
        }
        return some;
    }

    private void rule(boolean grpc) {
        List<String> matches = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            matches.add(grpc ? call() : match());
        }
        boolean prefix = !grpc && oneIn(6);
        if (prefix) {
            matches.clear();
            matches.add("{path: {type: PathPrefix, value: " + any(PATHS) + "}}");
        }
        text.append("  - matches: [").append(String.join(", ", matches)).append("]\n");
        boolean redirect = !grpc && oneIn(8);
        List<String> filters = new ArrayList<>();
        if (!grpc && oneIn(6)) {
            filters.add("{type: CORS, cors: {allowOrigins: ["
                    + any(List.of(
                            "\"*\"", "\"https://*.foo.com\"", "\"https://www.foo.com\", \"http://a.bar.com:8080\""))
                    + "], allowMethods: [" + any(List.of("GET", "\"*\"", "PUT, POST")) + "], allowCredentials: "
                    + any(List.of("true", "false")) + "}}");
        }
        if (oneIn(3)) {
            filters.add("{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-set, value: s}],"
                    + " add: [{name: x-a, value: more}], remove: [x-c]}}");
        }
        if (redirect) {
            filters.add("{type: RequestRedirect, requestRedirect: {"
                    + any(List.of(
                            "scheme: https",
                            "hostname: to.example.net",
                            "port: 8443",
                            "hostname: to.example.net, scheme: https, port: 80"))
                    + (prefix
                            ? ", path: {type: ReplacePrefixMatch, replacePrefixMatch: " + any(NEW_PREFIXES) + "}"
                            : "")
                    + "}}");
        } else if (prefix) {
            filters.add("{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: "
                    + any(NEW_PREFIXES) + "}}}");
        } else if (!grpc && oneIn(5)) {
            filters.add("{type: URLRewrite, urlRewrite: {hostname: re.example.net, path: {type: ReplaceFullPath,"
                    + " replaceFullPath: /new}}}");
        } else if (oneIn(6)) {
            filters.add("{type: RequestMirror, requestMirror: {backendRef: {name: echo-c, port: 80}}}");
        }
        text.append("    filters: [").append(String.join(", ", filters)).append("]\n");
        if (!redirect) {
            backends();
        }
    }

    private void backends() {
        text.append("    backendRefs:\n");
        int backends = 1 + random.nextInt(oneIn(3) ? 3 : 1);
        for (int i = 0; i < backends; i++) {
            String name = any(List.of("echo-a", "echo-b", grants ? "echo-b" : "empty", oneIn(4) ? "nobody" : "echo-a"));
            text.append("    - {name: ")
                    .append(name)
                    .append(", port: 80, weight: ")
                    .append(random.nextInt(4));
            if (grants || oneIn(8)) {
                text.append(", namespace: ").append(any(List.of("other", "default")));
            }
            if (oneIn(4)) {
                text.append(
                                ", filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-at, value: b")
                        .append(i)
                        .append("}]}}]");
            }
            text.append("}\n");
        }
    }

    private String match() {
        List<String> parts = new ArrayList<>();
        if (!oneIn(3)) {
            parts.add("path: {type: " + any(List.of("PathPrefix", "PathPrefix", "Exact")) + ", value: " + any(PATHS)
                    + "}");
        }
        if (oneIn(3)) {
            parts.add("method: " + any(METHODS));
        }
        parts.addAll(headers());
        if (oneIn(3)) {
            parts.add("queryParams: [{name: q, value: \"" + any(VALUES) + "\"}]");
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private String call() {
        List<String> parts = new ArrayList<>();
        if (!oneIn(3)) {
            parts.add("method: {"
                    + any(List.of("service: s.One", "service: s.One, method: Do", "method: Do", "service: s.Two"))
                    + "}");
        }
        parts.addAll(headers());
        return "{" + String.join(", ", parts) + "}";
    }

    private List<String> headers() {
        List<String> entries = new ArrayList<>();
        for (String name : some(NAMES, 2)) {
            entries.add("{name: " + name + ", value: \"" + any(VALUES) + "\"}");
        }
        return entries.isEmpty() ? List.of() : List.of("headers: [" + String.join(", ", entries) + "]");
    }

    private void grant(int number) {
        text.append("apiVersion: gateway.networking.k8s.io/v1\nkind: ReferenceGrant\nmetadata: {name: g")
                .append(number)
                .append(", namespace: ")
                .append(any(List.of("other", "other", "default")))
                .append("}\nspec:\n")
                .append("  from: [{group: ")
                .append(any(List.of("gateway.networking.k8s.io", "gateway.networking.k8s.io", "\"\"")))
                .append(", kind: ")
                .append(any(List.of("HTTPRoute", "GRPCRoute")))
                .append(", namespace: ")
                .append(any(List.of("default", "default", "other")))
                .append("}]\n")
                .append("  to: [{group: \"\", kind: ")
                .append(any(List.of("Service", "Service", "Secret")));
        if (oneIn(2)) {
            text.append(", name: ").append(any(List.of("echo-a", "echo-b")));
        }
        text.append("}]\n---\n");
    }

    private void request() {
        boolean grpc = oneIn(5);
        int port = any(List.of(80, 80, 8080, 443));
        text.append("- {to: \"gw:").append(port).append("\", ");
        if (port == 443 && oneIn(2)) {
            text.append("sni: ")
                    .append(any(List.of("a.example.com", "x.b.example.com", "none", "example.org")))
                    .append(", ");
        }
        text.append("send: \"");
        if (grpc) {
            text.append("GRPC ")
                    .append(any(ASKED_HOSTS))
                    .append(any(List.of("/s.One/Do", "/s.One/Other", "/s.Two/Do", "/x/y")));
        } else {
            text.append(any(METHODS))
                    .append(' ')
                    .append(any(ASKED_HOSTS))
                    .append(any(ASKED_PATHS))
                    .append(any(List.of("", "", "?q=1", "?q=2&q=1")));
        }
        text.append("\", headers: {");
        List<String> headers = new ArrayList<>();
        for (String name : some(NAMES, 3)) {
            headers.add(name + ": \"" + any(VALUES) + "\"");
        }
        if (oneIn(3)) {
            headers.add("origin: \"" + any(ORIGINS) + "\"");
            if (oneIn(2)) {
                headers.add("access-control-request-method: " + any(List.of("GET", "PUT")));
            }
        }
        text.append(String.join(", ", headers)).append("}, expect: 200}\n");
    }
}
