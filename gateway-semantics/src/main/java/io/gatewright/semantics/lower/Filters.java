package io.gatewright.semantics.lower;

import io.gatewright.model.route.Fraction;
import io.gatewright.model.route.GrpcAuthConfig;
import io.gatewright.model.route.GrpcRouteFilter;
import io.gatewright.model.route.HttpAuthConfig;
import io.gatewright.model.route.HttpCorsFilter;
import io.gatewright.model.route.HttpExternalAuthFilter;
import io.gatewright.model.route.HttpPathModifier;
import io.gatewright.model.route.HttpRequestMirrorFilter;
import io.gatewright.model.route.HttpRequestRedirectFilter;
import io.gatewright.model.route.HttpRouteFilter;
import io.gatewright.model.route.HttpUrlRewriteFilter;
import io.gatewright.model.route.ImmutableHttpRouteFilter;
import io.gatewright.model.route.LocalObjectReference;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.RouteKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Lowers a list of filters, of a rule or of a backend. A filter that cannot be honoured becomes {@link FilterPlan.Refused}:
 * it answers the request instead of being skipped ({@code HTTPRouteFilter.type}).
 */
final class Filters {
    private static final Set<String> ONCE = Set.of(
            HttpRouteFilter.REQUEST_HEADER_MODIFIER,
            HttpRouteFilter.RESPONSE_HEADER_MODIFIER,
            HttpRouteFilter.REQUEST_REDIRECT,
            HttpRouteFilter.URL_REWRITE,
            HttpRouteFilter.CORS,
            HttpRouteFilter.EXTERNAL_AUTH);
    private static final Set<String> GRPC_TYPES = Set.of(
            HttpRouteFilter.REQUEST_HEADER_MODIFIER,
            HttpRouteFilter.RESPONSE_HEADER_MODIFIER,
            HttpRouteFilter.REQUEST_MIRROR,
            HttpRouteFilter.EXTENSION_REF);
    private static final Set<Integer> REDIRECT_CODES = Set.of(301, 302, 303, 307, 308);

    private final RuleScope scope;
    private final List<MatchPlan> matches;

    /** @param matches of the rule: replacing a prefix needs to know which */
    Filters(RuleScope scope, List<MatchPlan> matches) {
        this.scope = scope;
        this.matches = matches;
    }

    /** GRPCRoute filters: a part of the HTTPRoute ones. */
    List<FilterPlan> grpc(List<GrpcRouteFilter> filters, String field) {
        List<HttpRouteFilter> same = new ArrayList<>();
        for (GrpcRouteFilter filter : filters) {
            String type = GRPC_TYPES.contains(filter.type()) ? filter.type() : filter.type() + " (in a GRPCRoute)";
            same.add(ImmutableHttpRouteFilter.builder()
                    .type(type)
                    .requestHeaderModifier(filter.requestHeaderModifier())
                    .responseHeaderModifier(filter.responseHeaderModifier())
                    .requestMirror(filter.requestMirror())
                    .extensionRef(filter.extensionRef())
                    .build());
        }
        return http(same, field);
    }

    /** HTTPRoute filters, in their order. */
    List<FilterPlan> http(List<HttpRouteFilter> filters, String field) {
        List<FilterPlan> lowered = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < filters.size(); i++) {
            HttpRouteFilter filter = filters.get(i);
            String at = field + "[" + i + "]";
            if (!seen.add(filter.type()) && ONCE.contains(filter.type())) {
                lowered.add(refuse(
                        at,
                        Reason.INCOMPATIBLE_FILTERS,
                        "filter `" + filter.type() + "` may appear only once: merge the two"));
            } else {
                lowered.add(lower(filter, at));
            }
        }
        if (seen.contains(HttpRouteFilter.REQUEST_REDIRECT) && seen.contains(HttpRouteFilter.URL_REWRITE)) {
            lowered.add(refuse(
                    field,
                    Reason.INCOMPATIBLE_FILTERS,
                    "`RequestRedirect` and `URLRewrite` exclude each other: remove one"));
        }
        return lowered;
    }

    private FilterPlan lower(HttpRouteFilter filter, String at) {
        Optional<FilterPlan> lowered;
        switch (filter.type()) {
            case HttpRouteFilter.REQUEST_HEADER_MODIFIER:
                lowered = filter.requestHeaderModifier()
                        .map(edit -> new HeaderEdits(scope, at + ".requestHeaderModifier")
                                .lower(edit, FilterPlan.RequestHeaders::new));
                break;
            case HttpRouteFilter.RESPONSE_HEADER_MODIFIER:
                lowered = filter.responseHeaderModifier()
                        .map(edit -> new HeaderEdits(scope, at + ".responseHeaderModifier")
                                .lower(edit, FilterPlan.ResponseHeaders::new));
                break;
            case HttpRouteFilter.REQUEST_MIRROR:
                lowered = filter.requestMirror().map(mirror -> mirror(mirror, at + ".requestMirror"));
                break;
            case HttpRouteFilter.REQUEST_REDIRECT:
                lowered = filter.requestRedirect().map(redirect -> redirect(redirect, at + ".requestRedirect"));
                break;
            case HttpRouteFilter.URL_REWRITE:
                lowered = filter.urlRewrite().map(rewrite -> rewrite(rewrite, at + ".urlRewrite"));
                break;
            case HttpRouteFilter.CORS:
                lowered = filter.cors().map(Filters::cors);
                break;
            case HttpRouteFilter.EXTERNAL_AUTH:
                lowered = filter.externalAuth().map(auth -> auth(auth, at + ".externalAuth"));
                break;
            case HttpRouteFilter.EXTENSION_REF:
                lowered = filter.extensionRef().map(ref -> extension(ref, at + ".extensionRef"));
                break;
            default:
                return refuse(
                        at + ".type",
                        Reason.UNSUPPORTED_VALUE,
                        "filter type `" + filter.type() + "` is not supported: requests of this rule are refused");
        }
        return lowered.orElseGet(() -> refuse(
                at, Reason.UNSUPPORTED_VALUE, "filter of type `" + filter.type() + "` lacks the field of its type"));
    }

    private FilterPlan.Refused refuse(String field, Reason reason, String message) {
        return new FilterPlan.Refused(scope.find(field, reason, message));
    }

    private FilterPlan mirror(HttpRequestMirrorFilter mirror, String at) {
        int numerator =
                mirror.fraction().map(Fraction::numerator).or(mirror::percent).orElse(100);
        int denominator = mirror.fraction().map(Fraction::denominator).orElse(100);
        if (numerator < 0 || denominator < 1 || numerator > denominator) {
            return refuse(
                    at,
                    Reason.UNSUPPORTED_VALUE,
                    "cannot mirror " + numerator + " of " + denominator + " requests: expected a part of them");
        }
        return new FilterPlan.Mirror(scope.target(mirror.backendRef(), at + ".backendRef"), numerator, denominator);
    }

    private FilterPlan redirect(HttpRequestRedirectFilter redirect, String at) {
        if (!REDIRECT_CODES.contains(redirect.statusCode())) {
            return refuse(
                    at + ".statusCode",
                    Reason.UNSUPPORTED_VALUE,
                    "status code " + redirect.statusCode() + " is not supported: expected 301, 302, 303, 307 or 308");
        }
        Optional<String> scheme = redirect.scheme().map(text -> text.toLowerCase(Locale.ROOT));
        if (scheme.isPresent() && !scheme.get().equals("http") && !scheme.get().equals("https")) {
            return refuse(
                    at + ".scheme",
                    Reason.UNSUPPORTED_VALUE,
                    "scheme `" + redirect.scheme().get() + "` is not supported: expected http or https");
        }
        return withPath(
                redirect.path(),
                at + ".path",
                path -> new FilterPlan.Redirect(
                        scheme, redirect.hostname(), path, redirect.port(), redirect.statusCode()));
    }

    private FilterPlan rewrite(HttpUrlRewriteFilter rewrite, String at) {
        return withPath(rewrite.path(), at + ".path", path -> new FilterPlan.Rewrite(rewrite.hostname(), path));
    }

    private FilterPlan withPath(
            Optional<HttpPathModifier> modifier, String at, Function<Optional<FilterPlan.PathEdit>, FilterPlan> with) {
        if (modifier.isEmpty()) {
            return with.apply(Optional.empty());
        }
        switch (modifier.get().type()) {
            case HttpPathModifier.REPLACE_FULL_PATH:
                return modifier.get()
                        .replaceFullPath()
                        .map(value -> with.apply(Optional.of(new FilterPlan.PathEdit(true, value))))
                        .orElseGet(() -> refuse(
                                at, Reason.UNSUPPORTED_VALUE, "`ReplaceFullPath` lacks the field `replaceFullPath`"));
            case HttpPathModifier.REPLACE_PREFIX_MATCH:
                if (matches.size() != 1 || !(matches.get(0).path() instanceof PathMatch.Prefix)) {
                    return refuse(
                            at + ".type",
                            Reason.UNSUPPORTED_VALUE,
                            "`ReplacePrefixMatch` needs exactly one match, of type PathPrefix: split the rule");
                }
                return modifier.get()
                        .replacePrefixMatch()
                        .map(value -> with.apply(Optional.of(new FilterPlan.PathEdit(false, value))))
                        .orElseGet(() -> refuse(
                                at,
                                Reason.UNSUPPORTED_VALUE,
                                "`ReplacePrefixMatch` lacks the field `replacePrefixMatch`"));
            default:
                return refuse(
                        at + ".type",
                        Reason.UNSUPPORTED_VALUE,
                        "path modifier `" + modifier.get().type() + "` is not supported");
        }
    }

    private static FilterPlan cors(HttpCorsFilter cors) {
        return new FilterPlan.Cors(
                cors.allowOrigins(),
                cors.allowCredentials().orElse(false),
                cors.allowMethods(),
                cors.allowHeaders(),
                cors.exposeHeaders(),
                cors.maxAge());
    }

    private FilterPlan auth(HttpExternalAuthFilter auth, String at) {
        boolean grpc = auth.protocol().equals(HttpExternalAuthFilter.GRPC);
        if (!grpc && !auth.protocol().equals(HttpExternalAuthFilter.HTTP)) {
            return refuse(
                    at + ".protocol",
                    Reason.UNSUPPORTED_VALUE,
                    "protocol `" + auth.protocol() + "` is not supported: expected HTTP or GRPC");
        }
        List<String> allowed = grpc
                ? auth.grpc().map(GrpcAuthConfig::allowedHeaders).orElse(List.of())
                : auth.http().map(HttpAuthConfig::allowedHeaders).orElse(List.of());
        return new FilterPlan.ExternalAuth(
                grpc,
                scope.target(auth.backendRef(), at + ".backendRef", grpc ? RouteKind.GRPC : RouteKind.HTTP),
                auth.http().flatMap(HttpAuthConfig::path).orElse(""),
                allowed.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
                auth.http().map(HttpAuthConfig::allowedResponseHeaders).orElse(List.of()).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList(),
                auth.forwardBody().flatMap(body -> body.maxSize()).orElse(0));
    }

    private FilterPlan extension(LocalObjectReference ref, String at) {
        return refuse(
                at,
                Reason.INVALID_KIND,
                "no extension handles `" + ref.kind() + "." + ref.group() + "`: requests of this rule are refused");
    }
}
