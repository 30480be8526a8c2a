package io.gatewright.model.read.rule;

import io.gatewright.model.gateway.ListenerRequestFilter;
import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.route.GrpcRouteFilter;
import io.gatewright.model.route.HttpCorsFilter;
import io.gatewright.model.route.HttpExternalAuthFilter;
import io.gatewright.model.route.HttpPathModifier;
import io.gatewright.model.route.HttpRequestMirrorFilter;
import io.gatewright.model.route.HttpRequestRedirectFilter;
import io.gatewright.model.route.HttpRouteFilter;
import io.gatewright.model.route.HttpUrlRewriteFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Rules of filters, wherever they stand: in rules, in backends, in listeners. */
final class FilterRules {

    /** One field of a filter and the type it belongs to. */
    private record Part<F>(String rule, String type, String field, Function<F, Optional<?>> value) {}

    /** A filter of a type has the field of that type, and no field of another. */
    private static <F> List<Rule<F>> union(Function<F, String> type, List<Part<F>> parts) {
        List<Rule<F>> rules = new ArrayList<>();
        for (Part<F> part : parts) {
            rules.add(Rule.refuse(
                    "filter-" + part.rule() + "-missing",
                    part.field(),
                    filter -> type.apply(filter).equals(part.type())
                            && part.value().apply(filter).isEmpty(),
                    "a filter of type `" + part.type() + "` needs the field `" + part.field() + "`",
                    "the field `" + part.field() + "`"));
            rules.add(Rule.refuse(
                    "filter-" + part.rule() + "-unexpected",
                    part.field(),
                    filter -> !type.apply(filter).equals(part.type())
                            && part.value().apply(filter).isPresent(),
                    filter -> "`" + part.field() + "` does not belong to a filter of type `" + type.apply(filter) + "`",
                    "no `" + part.field() + "`, or the type `" + part.type() + "`"));
        }
        return List.copyOf(rules);
    }

    private static final List<Rule<HttpRouteFilter>> HTTP = union(
            HttpRouteFilter::type,
            List.of(
                    new Part<>(
                            "request-headers",
                            "RequestHeaderModifier",
                            "requestHeaderModifier",
                            HttpRouteFilter::requestHeaderModifier),
                    new Part<>(
                            "response-headers",
                            "ResponseHeaderModifier",
                            "responseHeaderModifier",
                            HttpRouteFilter::responseHeaderModifier),
                    new Part<>("mirror", "RequestMirror", "requestMirror", HttpRouteFilter::requestMirror),
                    new Part<>("redirect", "RequestRedirect", "requestRedirect", HttpRouteFilter::requestRedirect),
                    new Part<>("rewrite", "URLRewrite", "urlRewrite", HttpRouteFilter::urlRewrite),
                    new Part<>("cors", "CORS", "cors", HttpRouteFilter::cors),
                    new Part<>("auth", "ExternalAuth", "externalAuth", HttpRouteFilter::externalAuth),
                    new Part<>("extension", "ExtensionRef", "extensionRef", HttpRouteFilter::extensionRef)));

    private static final List<Rule<GrpcRouteFilter>> GRPC = union(
            GrpcRouteFilter::type,
            List.of(
                    new Part<>(
                            "request-headers",
                            "RequestHeaderModifier",
                            "requestHeaderModifier",
                            GrpcRouteFilter::requestHeaderModifier),
                    new Part<>(
                            "response-headers",
                            "ResponseHeaderModifier",
                            "responseHeaderModifier",
                            GrpcRouteFilter::responseHeaderModifier),
                    new Part<>("mirror", "RequestMirror", "requestMirror", GrpcRouteFilter::requestMirror),
                    new Part<>("extension", "ExtensionRef", "extensionRef", GrpcRouteFilter::extensionRef)));

    private static final List<Rule<ListenerRequestFilter>> LISTENER = union(
            ListenerRequestFilter::type,
            List.of(
                    new Part<>("auth", "ExternalAuth", "externalAuth", ListenerRequestFilter::externalAuth),
                    new Part<>("extension", "ExtensionRef", "extensionRef", ListenerRequestFilter::extensionRef)));

    private static <F> Rule<List<F>> once(String rule, String type, Function<F, String> typeOf) {
        return Rule.distinct(
                "filter-" + rule + "-once",
                "type",
                filter -> Optional.of(typeOf.apply(filter)).filter(type::equals),
                repeated -> "a second filter of type `" + repeated + "`, the same",
                "one filter of this type");
    }

    private static final List<Rule<List<HttpRouteFilter>>> HTTP_LIST = List.of(
            once("request-headers", "RequestHeaderModifier", HttpRouteFilter::type),
            once("response-headers", "ResponseHeaderModifier", HttpRouteFilter::type),
            once("redirect", "RequestRedirect", HttpRouteFilter::type),
            once("rewrite", "URLRewrite", HttpRouteFilter::type),
            once("cors", "CORS", HttpRouteFilter::type),
            Rule.refuse(
                    "filter-redirect-or-rewrite",
                    "",
                    filters -> has(filters, "RequestRedirect") && has(filters, "URLRewrite"),
                    "a `RequestRedirect` and a `URLRewrite` exclude each other",
                    "one of the two"));

    private static final List<Rule<List<GrpcRouteFilter>>> GRPC_LIST = List.of(
            once("request-headers", "RequestHeaderModifier", GrpcRouteFilter::type),
            once("response-headers", "ResponseHeaderModifier", GrpcRouteFilter::type));

    private static final List<Rule<HttpRequestMirrorFilter>> MIRROR = List.of(Rule.refuse(
            "mirror-share-ambiguous",
            "fraction",
            mirror -> mirror.percent().isPresent() && mirror.fraction().isPresent(),
            "both `percent` and `fraction` are set",
            "one of the two"));

    private static final List<Rule<HttpPathModifier>> PATH_MODIFIER = List.of(
            Rule.refuse(
                    "replace-full-path-missing",
                    "replaceFullPath",
                    path -> path.type().equals(HttpPathModifier.REPLACE_FULL_PATH)
                            && path.replaceFullPath().isEmpty(),
                    "type `ReplaceFullPath` needs the field `replaceFullPath`",
                    "the new path"),
            Rule.refuse(
                    "replace-full-path-unexpected",
                    "replaceFullPath",
                    path -> !path.type().equals(HttpPathModifier.REPLACE_FULL_PATH)
                            && path.replaceFullPath().isPresent(),
                    path -> "`replaceFullPath` does not belong to type `" + path.type() + "`",
                    "no `replaceFullPath`, or the type `ReplaceFullPath`"),
            Rule.refuse(
                    "replace-prefix-missing",
                    "replacePrefixMatch",
                    path -> path.type().equals(HttpPathModifier.REPLACE_PREFIX_MATCH)
                            && path.replacePrefixMatch().isEmpty(),
                    "type `ReplacePrefixMatch` needs the field `replacePrefixMatch`",
                    "what replaces the matched prefix"),
            Rule.refuse(
                    "replace-prefix-unexpected",
                    "replacePrefixMatch",
                    path -> !path.type().equals(HttpPathModifier.REPLACE_PREFIX_MATCH)
                            && path.replacePrefixMatch().isPresent(),
                    path -> "`replacePrefixMatch` does not belong to type `" + path.type() + "`",
                    "no `replacePrefixMatch`, or the type `ReplacePrefixMatch`"));

    private static Rule<HttpCorsFilter> alone(String rule, String field, Function<HttpCorsFilter, List<String>> list) {
        return Rule.refuse(
                rule,
                field,
                cors -> list.apply(cors).size() > 1 && list.apply(cors).contains(HttpCorsFilter.ANY),
                "`*` stands beside other values",
                "`*` alone, or a list without it");
    }

    private static final List<Rule<HttpCorsFilter>> CORS = List.of(
            alone("cors-any-origin-alone", "allowOrigins", HttpCorsFilter::allowOrigins),
            alone("cors-any-method-alone", "allowMethods", HttpCorsFilter::allowMethods),
            alone("cors-any-header-alone", "allowHeaders", HttpCorsFilter::allowHeaders));

    private static final List<Rule<HttpExternalAuthFilter>> AUTH = List.of(
            Rule.refuse(
                    "auth-grpc-missing",
                    "grpc",
                    auth -> auth.protocol().equals(HttpExternalAuthFilter.GRPC)
                            && auth.grpc().isEmpty(),
                    "protocol `GRPC` needs the field `grpc`",
                    "`grpc`, which may be `{}`"),
            Rule.refuse(
                    "auth-grpc-unexpected",
                    "grpc",
                    auth -> !auth.protocol().equals(HttpExternalAuthFilter.GRPC)
                            && auth.grpc().isPresent(),
                    auth -> "`grpc` does not belong to protocol `" + auth.protocol() + "`",
                    "no `grpc`, or the protocol `GRPC`"),
            Rule.refuse(
                    "auth-http-missing",
                    "http",
                    auth -> auth.protocol().equals(HttpExternalAuthFilter.HTTP)
                            && auth.http().isEmpty(),
                    "protocol `HTTP` needs the field `http`",
                    "`http`, which may be `{}`"),
            Rule.refuse(
                    "auth-http-unexpected",
                    "http",
                    auth -> !auth.protocol().equals(HttpExternalAuthFilter.HTTP)
                            && auth.http().isPresent(),
                    auth -> "`http` does not belong to protocol `" + auth.protocol() + "`",
                    "no `http`, or the protocol `HTTP`"));

    private FilterRules() {}

    static List<Rule<?>> rules() {
        return Concat.of(HTTP, GRPC, LISTENER, HTTP_LIST, GRPC_LIST, MIRROR, PATH_MODIFIER, CORS, AUTH);
    }

    /** Checks the filters of a rule or of a backend. */
    static void http(List<HttpRouteFilter> filters, FieldPath path, Complaints complaints) {
        Rule.all(HTTP_LIST, filters, path, complaints);
        Rule.each(HTTP, filters, path, complaints);
        for (int i = 0; i < filters.size(); i++) {
            HttpRouteFilter filter = filters.get(i);
            FieldPath at = path.item(i);
            mirror(filter.requestMirror(), at.field("requestMirror"), complaints);
            Rule.all(
                    PATH_MODIFIER,
                    filter.requestRedirect().flatMap(HttpRequestRedirectFilter::path),
                    at.field("requestRedirect").field("path"),
                    complaints);
            Rule.all(
                    PATH_MODIFIER,
                    filter.urlRewrite().flatMap(HttpUrlRewriteFilter::path),
                    at.field("urlRewrite").field("path"),
                    complaints);
            Rule.all(CORS, filter.cors(), at.field("cors"), complaints);
            auth(filter.externalAuth(), at.field("externalAuth"), complaints);
        }
    }

    /** Checks the filters of a gRPC rule or backend. */
    static void grpc(List<GrpcRouteFilter> filters, FieldPath path, Complaints complaints) {
        Rule.all(GRPC_LIST, filters, path, complaints);
        Rule.each(GRPC, filters, path, complaints);
        for (int i = 0; i < filters.size(); i++) {
            mirror(filters.get(i).requestMirror(), path.item(i).field("requestMirror"), complaints);
        }
    }

    /** Checks the filters of a listener. */
    static void listener(List<ListenerRequestFilter> filters, FieldPath path, Complaints complaints) {
        Rule.each(LISTENER, filters, path, complaints);
        for (int i = 0; i < filters.size(); i++) {
            auth(filters.get(i).externalAuth(), path.item(i).field("externalAuth"), complaints);
        }
    }

    private static void mirror(Optional<HttpRequestMirrorFilter> mirror, FieldPath path, Complaints complaints) {
        Rule.all(MIRROR, mirror, path, complaints);
        Rule.all(
                SharedRules.FRACTION,
                mirror.flatMap(HttpRequestMirrorFilter::fraction),
                path.field("fraction"),
                complaints);
        Rule.all(
                SharedRules.BACKEND_REF,
                mirror.map(HttpRequestMirrorFilter::backendRef),
                path.field("backendRef"),
                complaints);
    }

    private static void auth(Optional<HttpExternalAuthFilter> auth, FieldPath path, Complaints complaints) {
        Rule.all(AUTH, auth, path, complaints);
        Rule.all(
                SharedRules.BACKEND_REF,
                auth.map(HttpExternalAuthFilter::backendRef),
                path.field("backendRef"),
                complaints);
    }

    private static boolean has(List<HttpRouteFilter> filters, String type) {
        return filters.stream().anyMatch(filter -> filter.type().equals(type));
    }
}
