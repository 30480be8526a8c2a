package io.gatewright.semantics.edit;

import io.gatewright.semantics.match.Headers;
import io.gatewright.semantics.plan.FilterPlan.Cors;
import io.gatewright.semantics.plan.FilterPlan.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a CORS filter does with one request ({@code HTTPCORSFilter}, GEP-1767, and the Fetch standard for what the API
 * leaves open).
 */
public sealed interface CorsDecision {
    String ALLOW_ORIGIN = "access-control-allow-origin";
    String ALLOW_CREDENTIALS = "access-control-allow-credentials";
    String ALLOW_METHODS = "access-control-allow-methods";
    String ALLOW_HEADERS = "access-control-allow-headers";
    String EXPOSE_HEADERS = "access-control-expose-headers";
    String MAX_AGE = "access-control-max-age";

    /** Seconds, when the route gives none. */
    int DEFAULT_MAX_AGE = 5;

    <R extends @Nullable Object> R fold(
            Function<Preflight, R> preflight, Function<Refused, R> refused, Function<Forward, R> forward);

    /** A pre-flight request of an allowed origin: answered with these headers, never sent on. */
    record Preflight(CorsHeaderSet headers) implements CorsDecision {
        @Override
        public <R extends @Nullable Object> R fold(
                Function<Preflight, R> preflight, Function<Refused, R> refused, Function<Forward, R> forward) {
            return preflight.apply(this);
        }
    }

    /** A pre-flight request of another origin: refused without any CORS header. */
    record Refused(String message) implements CorsDecision {
        @Override
        public <R extends @Nullable Object> R fold(
                Function<Preflight, R> preflight, Function<Refused, R> refused, Function<Forward, R> forward) {
            return refused.apply(this);
        }
    }

    /** Any other request: sent on, and its response gets these headers (none for an origin that is not allowed). */
    record Forward(CorsHeaderSet headers) implements CorsDecision {
        @Override
        public <R extends @Nullable Object> R fold(
                Function<Preflight, R> preflight, Function<Refused, R> refused, Function<Forward, R> forward) {
            return forward.apply(this);
        }
    }

    /** Decides. */
    static CorsDecision of(Cors cors, String method, Headers headers) {
        CharSequence sent = headers.first("origin");
        boolean open = anyOrigin(cors) && !cors.allowCredentials();
        if (sent == null) {
            return new Forward(new CorsHeaderSet(false, List.of(), !open));
        }
        String origin = sent.toString();
        // an OPTIONS request is a pre-flight request only with this header (Fetch 3.2.2)
        CharSequence wanted = method.equals("OPTIONS") ? headers.first("access-control-request-method") : null;
        if (!Origins.allowed(cors, origin)) {
            return wanted != null
                    ? new Refused("origin is not allowed by the route's CORS filter")
                    : new Forward(new CorsHeaderSet(true, List.of(), !open));
        }
        List<Header> set = new ArrayList<>();
        set.add(new Header(ALLOW_ORIGIN, open ? "*" : origin));
        if (cors.allowCredentials()) {
            set.add(new Header(ALLOW_CREDENTIALS, "true"));
        }
        putIfAny(set, EXPOSE_HEADERS, exposed(cors));
        if (wanted == null) {
            return new Forward(new CorsHeaderSet(true, set, !open));
        }
        putIfAny(set, ALLOW_METHODS, methods(cors, wanted.toString()));
        putIfAny(set, ALLOW_HEADERS, headers(cors, headers.joined("access-control-request-headers")));
        set.add(new Header(MAX_AGE, Integer.toString(cors.maxAge() > 0 ? cors.maxAge() : DEFAULT_MAX_AGE)));
        return new Preflight(new CorsHeaderSet(true, set, !open));
    }

    private static boolean anyOrigin(Cors cors) {
        return cors.allowOrigins().contains("*");
    }

    private static void putIfAny(List<Header> set, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            set.add(new Header(name, value));
        }
    }

    /** With credentials, browsers take a star for a method of that name, so the wanted one is repeated. */
    private static String methods(Cors cors, String wanted) {
        if (!cors.allowMethods().contains("*")) {
            return String.join(",", cors.allowMethods());
        }
        return cors.allowCredentials() ? wanted : "*";
    }

    /** A star stands for all headers. Repeating the wanted ones says so for {@code Authorization} too. */
    private static @Nullable String headers(Cors cors, @Nullable CharSequence wanted) {
        if (!cors.allowHeaders().contains("*")) {
            return String.join(",", cors.allowHeaders());
        }
        if (wanted != null) {
            return wanted.toString();
        }
        return cors.allowCredentials() ? null : "*";
    }

    /** A star must not be sent with credentials; the names beside it may. */
    private static String exposed(Cors cors) {
        List<String> names = cors.exposeHeaders();
        if (names.contains("*")) {
            if (!cors.allowCredentials()) {
                return "*";
            }
            names = names.stream().filter(name -> !name.equals("*")).toList();
        }
        return String.join(",", names);
    }
}
