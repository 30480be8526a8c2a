package io.gatewright.model.read.rule;

import static io.gatewright.model.read.rule.RuleCase.document;
import static io.gatewright.model.read.rule.RuleCase.grpc;
import static io.gatewright.model.read.rule.RuleCase.http;
import static io.gatewright.model.read.rule.RuleCase.of;

import java.util.ArrayList;
import java.util.List;

/** Examples for the rules of routes. */
final class HttpRuleCases {
    private static final String REDIRECT = "{type: RequestRedirect, requestRedirect: {scheme: https}}";
    private static final String REWRITE = "{type: URLRewrite, urlRewrite: {hostname: a.b}}";
    private static final String SET = "{set: [{name: a, value: b}]}";

    private HttpRuleCases() {}

    static List<RuleCase> all() {
        List<RuleCase> cases = new ArrayList<>();
        cases.addAll(FILTERS);
        cases.addAll(RULES);
        cases.addAll(PATHS);
        cases.addAll(PARENTS);
        cases.addAll(STREAMS);
        cases.addAll(SESSIONS);
        return cases;
    }

    private static String filters(String... filters) {
        return http("{filters: [" + String.join(", ", filters) + "]}");
    }

    private static RuleCase missing(String rule, String type, String field, String value) {
        return of(
                "filter-" + rule + "-missing",
                filters("{type: " + type + ", " + field + ": " + value + "}"),
                filters("{type: " + type + "}"),
                "spec.rules[0].filters[0]." + field);
    }

    private static RuleCase unexpected(String rule, String type, String field, String value) {
        String other = type.equals("ExtensionRef")
                ? REWRITE
                : "{type: ExtensionRef, extensionRef: {group: a.b, kind: C, name: d}}";
        return of(
                "filter-" + rule + "-unexpected",
                filters("{type: " + type + ", " + field + ": " + value + "}", other),
                filters(other.substring(0, other.length() - 1) + ", " + field + ": " + value + "}"),
                "spec.rules[0].filters[0]." + field);
    }

    private static RuleCase once(String rule, String filter) {
        return of(
                "filter-" + rule + "-once", filters(filter), filters(filter, filter), "spec.rules[0].filters[1].type");
    }

    private static final List<RuleCase> FILTERS = List.of(
            missing("request-headers", "RequestHeaderModifier", "requestHeaderModifier", SET),
            unexpected("request-headers", "RequestHeaderModifier", "requestHeaderModifier", SET),
            once("request-headers", "{type: RequestHeaderModifier, requestHeaderModifier: " + SET + "}"),
            missing("response-headers", "ResponseHeaderModifier", "responseHeaderModifier", SET),
            unexpected("response-headers", "ResponseHeaderModifier", "responseHeaderModifier", SET),
            once("response-headers", "{type: ResponseHeaderModifier, responseHeaderModifier: " + SET + "}"),
            missing("mirror", "RequestMirror", "requestMirror", "{backendRef: {name: s, port: 1}}"),
            unexpected("mirror", "RequestMirror", "requestMirror", "{backendRef: {name: s, port: 1}}"),
            missing("redirect", "RequestRedirect", "requestRedirect", "{port: 1}"),
            unexpected("redirect", "RequestRedirect", "requestRedirect", "{port: 1}"),
            once("redirect", REDIRECT),
            missing("rewrite", "URLRewrite", "urlRewrite", "{hostname: a}"),
            unexpected("rewrite", "URLRewrite", "urlRewrite", "{hostname: a}"),
            once("rewrite", REWRITE),
            missing("cors", "CORS", "cors", "{}"),
            unexpected("cors", "CORS", "cors", "{}"),
            once("cors", "{type: CORS, cors: {}}"),
            missing(
                    "auth",
                    "ExternalAuth",
                    "externalAuth",
                    "{protocol: HTTP, http: {}, backendRef: {name: s, port: 1}}"),
            unexpected(
                    "auth",
                    "ExternalAuth",
                    "externalAuth",
                    "{protocol: HTTP, http: {}, backendRef: {name: s, port: 1}}"),
            missing("extension", "ExtensionRef", "extensionRef", "{group: a.b, kind: C, name: d}"),
            unexpected("extension", "ExtensionRef", "extensionRef", "{group: a.b, kind: C, name: d}"),
            of("filter-redirect-or-rewrite", filters(REDIRECT), filters(REDIRECT, REWRITE), "spec.rules[0].filters"),
            of(
                    "filter-extension-missing",
                    grpc("{filters: [{type: ExtensionRef, extensionRef: {group: a.b, kind: C, name: d}}]}"),
                    grpc("{backendRefs: [{name: s, port: 1, filters: [{type: ExtensionRef}]}]}"),
                    "spec.rules[0].backendRefs[0].filters[0].extensionRef"),
            of(
                    "filter-request-headers-once",
                    grpc("{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [a]}}]}"),
                    grpc("{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {}},"
                            + " {type: RequestHeaderModifier, requestHeaderModifier: {}}]}"),
                    "spec.rules[0].filters[1].type"),
            mirror("mirror-share-ambiguous", "percent: 5", "percent: 5, fraction: {numerator: 1}", "fraction"),
            mirror(
                    "fraction-at-most-one",
                    "fraction: {numerator: 100}",
                    "fraction: {numerator: 101}",
                    "fraction.numerator"),
            modifier(
                    "replace-full-path-missing", "type: ReplaceFullPath, replaceFullPath: /a", "type: ReplaceFullPath"),
            modifier(
                    "replace-full-path-unexpected",
                    "type: ReplacePrefixMatch, replacePrefixMatch: /a",
                    "type: ReplacePrefixMatch, replacePrefixMatch: /a, replaceFullPath: /b"),
            modifier(
                    "replace-prefix-missing",
                    "type: ReplacePrefixMatch, replacePrefixMatch: /a",
                    "type: ReplacePrefixMatch"),
            modifier(
                    "replace-prefix-unexpected",
                    "type: ReplaceFullPath, replaceFullPath: /a",
                    "type: ReplaceFullPath, replaceFullPath: /a, replacePrefixMatch: /b"),
            cors("cors-any-origin-alone", "allowOrigins", "'https://a.b'"),
            cors("cors-any-method-alone", "allowMethods", "GET"),
            cors("cors-any-header-alone", "allowHeaders", "x-a"),
            auth("auth-grpc-missing", "protocol: GRPC, grpc: {}", "protocol: GRPC", "grpc"),
            auth("auth-grpc-unexpected", "protocol: HTTP, http: {}", "protocol: HTTP, http: {}, grpc: {}", "grpc"),
            auth("auth-http-missing", "protocol: HTTP, http: {}", "protocol: HTTP", "http"),
            auth("auth-http-unexpected", "protocol: GRPC, grpc: {}", "protocol: GRPC, grpc: {}, http: {}", "http"));

    private static RuleCase mirror(String rule, String accepted, String refused, String field) {
        String filter = "{type: RequestMirror, requestMirror: {backendRef: {name: s, port: 1}, %s}}";
        return of(
                rule,
                filters(String.format(filter, accepted)),
                filters(String.format(filter, refused)),
                "spec.rules[0].filters[0].requestMirror." + field);
    }

    private static RuleCase modifier(String rule, String accepted, String refused) {
        String filter = "{type: RequestRedirect, requestRedirect: {path: {%s}}}";
        String field = rule.startsWith("replace-full") ? "replaceFullPath" : "replacePrefixMatch";
        return of(
                rule,
                filters(String.format(filter, accepted)),
                filters(String.format(filter, refused)),
                "spec.rules[0].filters[0].requestRedirect.path." + field);
    }

    private static RuleCase cors(String rule, String field, String other) {
        String filter = "{type: CORS, cors: {" + field + ": [%s]}}";
        return of(
                rule,
                filters(String.format(filter, "'*'")),
                filters(String.format(filter, other + ", '*'")),
                "spec.rules[0].filters[0].cors." + field);
    }

    private static RuleCase auth(String rule, String accepted, String refused, String field) {
        String filter = "{type: ExternalAuth, externalAuth: {backendRef: {name: s, port: 1}, %s}}";
        return of(
                rule,
                filters(String.format(filter, accepted)),
                filters(String.format(filter, refused)),
                "spec.rules[0].filters[0].externalAuth." + field);
    }

    private static String prefixRule(String match, String type, String field, boolean inBackend) {
        String filter = "filters: [{type: " + type + ", " + field
                + ": {path: {type: ReplacePrefixMatch, replacePrefixMatch: /n}}}]";
        return http("{matches: [" + match + "], "
                + (inBackend ? "backendRefs: [{name: s, port: 1, " + filter + "}]" : filter)
                + "}");
    }

    private static RuleCase prefix(String rule, String type, String field, boolean inBackend) {
        return of(
                rule,
                prefixRule("{path: {value: /a}}", type, field, inBackend),
                prefixRule("{path: {value: /a, type: Exact}}", type, field, inBackend),
                "spec.rules[0].matches");
    }

    private static final List<RuleCase> RULES = List.of(
            of(
                    "redirect-with-backends",
                    filters(REDIRECT),
                    http("{filters: [" + REDIRECT + "], backendRefs: [{name: s, port: 1}]}"),
                    "spec.rules[0].backendRefs"),
            prefix("redirect-prefix-match", "RequestRedirect", "requestRedirect", false),
            prefix("rewrite-prefix-match", "URLRewrite", "urlRewrite", false),
            prefix("backend-redirect-prefix-match", "RequestRedirect", "requestRedirect", true),
            prefix("backend-rewrite-prefix-match", "URLRewrite", "urlRewrite", true),
            of(
                    "rewrite-prefix-match",
                    prefixRule("{path: {value: /a}}", "URLRewrite", "urlRewrite", false),
                    prefixRule("{path: {value: /a}}, {path: {value: /b}}", "URLRewrite", "urlRewrite", false),
                    "spec.rules[0].matches"),
            of(
                    "rule-name-unique",
                    document("v1", "HTTPRoute", "{rules: [{name: a}, {name: b}, {}, {}]}"),
                    document("v1", "HTTPRoute", "{rules: [{name: a}, {}, {name: a}]}"),
                    "spec.rules[2].name"),
            of(
                    "rule-name-unique",
                    document("v1", "GRPCRoute", "{rules: [{name: a}, {name: b}]}"),
                    document("v1", "GRPCRoute", "{rules: [{name: a}, {name: a}]}"),
                    "spec.rules[1].name"),
            of(
                    "route-matches-total",
                    document("v1", "HTTPRoute", "{rules: [" + matches(64) + ", " + matches(64) + "]}"),
                    document("v1", "HTTPRoute", "{rules: [" + matches(64) + ", " + matches(64) + ", {}]}"),
                    "spec.rules"),
            of(
                    "route-matches-total",
                    document("v1", "GRPCRoute", "{rules: [" + matches(64) + ", " + matches(64) + ", {}]}"),
                    document(
                            "v1",
                            "GRPCRoute",
                            "{rules: [" + matches(64) + ", " + matches(64) + ", " + matches(1) + "]}"),
                    "spec.rules"),
            of(
                    "backend-port-missing",
                    http("{backendRefs: [{name: s, port: 1}, {name: s, group: a.b, kind: Service}]}"),
                    http("{backendRefs: [{name: s, port: 1}, {name: t}]}"),
                    "spec.rules[0].backendRefs[1].port"),
            of(
                    "backend-port-missing",
                    document("v1", "TCPRoute", "{rules: [{backendRefs: [{name: s, port: 1}]}]}"),
                    document("v1", "TCPRoute", "{rules: [{backendRefs: [{name: s}]}]}"),
                    "spec.rules[0].backendRefs[0].port"),
            of(
                    "backend-port-forbidden",
                    http("{backendRefs: [{name: s, group: gateway.networking.x-k8s.io, kind: XBackend}]}"),
                    http("{backendRefs: [{name: s, group: gateway.networking.x-k8s.io, kind: XBackend, port: 1}]}"),
                    "spec.rules[0].backendRefs[0].port"),
            of(
                    "timeout-order",
                    http("{timeouts: {request: 0s, backendRequest: 2s}}"),
                    http("{timeouts: {request: 1s, backendRequest: 1001ms}}"),
                    "spec.rules[0].timeouts.backendRequest"),
            of(
                    "grpc-method-empty",
                    grpc("{matches: [{method: {service: a}}]}"),
                    grpc("{matches: [{}, {method: {}}]}"),
                    "spec.rules[0].matches[1].method"),
            of(
                    "grpc-service-form",
                    grpc(
                            "{matches: [{method: {service: .a.B_1}}, {method: {type: RegularExpression, service: '[a]'}}]}"),
                    grpc("{matches: [{method: {service: a/b}}]}"),
                    "spec.rules[0].matches[0].method.service"),
            of(
                    "grpc-method-form",
                    grpc("{matches: [{method: {method: Get_1}}]}"),
                    grpc("{matches: [{method: {method: a.b}}]}"),
                    "spec.rules[0].matches[0].method.method"));

    private static String matches(int count) {
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            matches.add("{headers: [{name: a, value: v" + i + "}]}");
        }
        return "{matches: [" + String.join(", ", matches) + "]}";
    }

    private static RuleCase path(String rule, String accepted, String refused) {
        String match = "{matches: [{path: {type: Exact, value: '%s'}}]}";
        return of(
                rule,
                http(String.format(match, accepted)),
                http(String.format(match, refused)),
                "spec.rules[0].matches[0].path.value");
    }

    private static final List<RuleCase> PATHS = List.of(
            of(
                    "path-type",
                    http("{matches: [{path: {type: RegularExpression, value: '//#'}}]}"),
                    http("{matches: [{path: {type: Regex, value: /}}]}"),
                    "spec.rules[0].matches[0].path.type"),
            path("path-absolute", "/a", "a"),
            path("path-empty-segment", "/a/", "/a//b"),
            path("path-dot-segment", "/.a/", "/./a"),
            path("path-parent-segment", "/..a/", "/../a"),
            path("path-encoded-slash", "/a%2e", "/a%2Fb"),
            path("path-encoded-slash", "/a%2e", "/a%2fb"),
            path("path-fragment", "/a%23b", "/a#b"),
            path("path-parent-end", "/a..", "/a/.."),
            path("path-dot-end", "/a.", "/a/."),
            path("path-characters", "/a;b=c@d%20(e)", "/a b"));

    private static String parents(String refs) {
        return document("v1", "HTTPRoute", "{parentRefs: [" + refs + "]}");
    }

    private static final List<RuleCase> PARENTS = List.of(
            of(
                    "parent-ref-indistinct",
                    parents("{name: g, sectionName: a}, {name: g, sectionName: b}, {name: h}"),
                    parents("{name: g}, {name: g, sectionName: b}"),
                    "spec.parentRefs[1]"),
            of(
                    "parent-ref-indistinct",
                    parents("{name: g, sectionName: a}, {name: g, sectionName: b, port: 80}"),
                    parents("{name: g, sectionName: a, port: 80}, {name: g, sectionName: a}"),
                    "spec.parentRefs[1]"),
            of(
                    "parent-ref-unique",
                    parents("{name: g, port: 80}, {name: g, port: 81}, {name: g, namespace: o, port: 80}"),
                    parents("{name: g, port: 80}, {name: g, port: 80}"),
                    "spec.parentRefs[1]"),
            of(
                    "parent-ref-unique",
                    document(
                            "v1",
                            "UDPRoute",
                            "{parentRefs: [{name: g}], rules: [{backendRefs: [{name: s, port: 1}]}]}"),
                    document(
                            "v1",
                            "UDPRoute",
                            "{parentRefs: [{name: g}, {name: g}], rules: [{backendRefs: [{name: s, port: 1}]}]}"),
                    "spec.parentRefs[1]"));

    private static String tls(String version, String hostname) {
        return document(
                version, "TLSRoute", "{hostnames: ['" + hostname + "'], rules: [{backendRefs: [{name: s, port: 1}]}]}");
    }

    private static final List<RuleCase> STREAMS = List.of(
            of("tls-hostname-address", tls("v1alpha2", "10.0.0.1"), tls("v1", "10.0.0.1"), "spec.hostnames[0]"),
            of("tls-hostname-address", tls("v1", "10.0.0.1.a"), tls("v1alpha3", "255.0.0.1"), "spec.hostnames[0]"),
            of("tls-hostname-form", tls("v1", "a-b.c"), tls("v1", "a-.c"), "spec.hostnames[0]"),
            of("tls-hostname-wildcard", tls("v1", "*.a.b"), tls("v1", "a.*.b"), "spec.hostnames[0]"),
            of(
                    "rule-name-unique",
                    document(
                            "v1alpha2",
                            "TCPRoute",
                            "{rules: [{name: a, backendRefs: [{name: s, port: 1}]}, {backendRefs: [{name: s, port: 1}]}]}"),
                    document(
                            "v1alpha2",
                            "TCPRoute",
                            "{rules: [{name: a, backendRefs: [{name: s, port: 1}]},"
                                    + " {name: a, backendRefs: [{name: s, port: 1}]}]}"),
                    "spec.rules[1].name"));

    private static RuleCase session(String rule, String accepted, String refused, String field) {
        return of(
                rule,
                http("{sessionPersistence: {" + accepted + "}}"),
                http("{sessionPersistence: {" + refused + "}}"),
                "spec.rules[0].sessionPersistence." + field);
    }

    private static final List<RuleCase> SESSIONS = List.of(
            session(
                    "session-permanent-timeout",
                    "cookie: {lifetimeType: Permanent}, absoluteTimeout: 1h",
                    "cookie: {lifetimeType: Permanent}",
                    "absoluteTimeout"),
            session(
                    "session-cookie-unexpected",
                    "type: Header, header: {name: a}",
                    "type: Header, header: {name: a}, cookie: {}",
                    "cookie"),
            session("session-cookie-missing", "cookie: {}", "absoluteTimeout: 1h", "cookie"),
            session("session-header-unexpected", "cookie: {}", "cookie: {}, header: {name: a}", "header"),
            session("session-header-missing", "type: Header, header: {name: a}", "type: Header", "header"));
}
