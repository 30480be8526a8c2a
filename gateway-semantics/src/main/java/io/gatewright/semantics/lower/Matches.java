package io.gatewright.semantics.lower;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.gatewright.model.route.GrpcHeaderMatch;
import io.gatewright.model.route.GrpcMethodMatch;
import io.gatewright.model.route.GrpcRouteMatch;
import io.gatewright.model.route.HttpHeaderMatch;
import io.gatewright.model.route.HttpPathMatch;
import io.gatewright.model.route.HttpQueryParamMatch;
import io.gatewright.model.route.HttpRouteMatch;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.match.Parsed;
import io.gatewright.semantics.match.RequestTarget;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.MatchPlan.ValueMatch;
import io.gatewright.semantics.plan.PathMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lowers {@code rules[].matches}. An entry that cannot be understood matches nothing; its siblings stay. */
final class Matches {
    private static final PathMatch EVERY_PATH = new PathMatch.Prefix("");
    private static final PathMatch EVERY_CALL = new PathMatch.GrpcCall(Optional.empty(), Optional.empty(), false);

    private Matches() {}

    static List<MatchPlan> http(RuleScope scope, List<HttpRouteMatch> matches) {
        if (matches.isEmpty()) {
            return List.of(new MatchPlan(EVERY_PATH, Optional.empty(), List.of(), List.of()));
        }
        List<MatchPlan> lowered = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            HttpRouteMatch match = matches.get(i);
            String field = ".matches[" + i + "]";
            Optional<PathMatch> path = path(scope, match.path(), field + ".path");
            Values headers = new Values(scope, field + ".headers");
            for (HttpHeaderMatch header : match.headers()) {
                headers.add(header.name().toLowerCase(Locale.ROOT), header.type(), header.value());
            }
            Values query = new Values(scope, field + ".queryParams");
            for (HttpQueryParamMatch param : match.queryParams()) {
                query.add(param.name(), param.type(), param.value());
            }
            if (path.isPresent() && headers.valid && query.valid) {
                lowered.add(new MatchPlan(path.get(), match.method(), headers.list(), query.list()));
            }
        }
        return lowered;
    }

    static List<MatchPlan> grpc(RuleScope scope, List<GrpcRouteMatch> matches) {
        if (matches.isEmpty()) {
            return List.of(new MatchPlan(EVERY_CALL, Optional.empty(), List.of(), List.of()));
        }
        List<MatchPlan> lowered = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            GrpcRouteMatch match = matches.get(i);
            String field = ".matches[" + i + "]";
            Optional<PathMatch> call = match.method().isEmpty()
                    ? Optional.of(EVERY_CALL)
                    : call(scope, match.method().get(), field);
            Values headers = new Values(scope, field + ".headers");
            for (GrpcHeaderMatch header : match.headers()) {
                headers.add(header.name().toLowerCase(Locale.ROOT), header.type(), header.value());
            }
            if (call.isPresent() && headers.valid) {
                lowered.add(new MatchPlan(call.get(), Optional.empty(), headers.list(), List.of()));
            }
        }
        return lowered;
    }

    private static Optional<PathMatch> path(RuleScope scope, HttpPathMatch path, String field) {
        String value = path.value();
        switch (path.type()) {
            case HttpPathMatch.EXACT:
                return normal(scope, value, field).map(PathMatch.Exact::new);
            case HttpPathMatch.PATH_PREFIX:
                return normal(scope, value, field).map(prefix -> new PathMatch.Prefix(withoutTrailingSlash(prefix)));
            case HttpPathMatch.REGULAR_EXPRESSION:
                return regex(scope, value, field + ".value")
                        ? Optional.of(new PathMatch.Regex(value))
                        : Optional.empty();
            default:
                unknownType(scope, field, path.type());
                return Optional.empty();
        }
    }

    /** The path as requests will show it: the same normal form, so that {@code %61} and {@code a} are one. */
    private static Optional<String> normal(RuleScope scope, String value, String field) {
        String why = "it must start with `/`";
        if (value.startsWith("/")) {
            Parsed<RequestTarget> parsed = RequestTarget.parse("GET", value);
            RequestTarget target = parsed.orNull();
            if (target != null && target.query() == null) {
                return Optional.of(target.path());
            }
            why = target == null ? "requests with it are refused: " + parsed.refusal() : "a path holds no `?`";
        }
        scope.find(
                field + ".value", Reason.UNSUPPORTED_VALUE, "path `" + value + "` can match no request, since " + why);
        return Optional.empty();
    }

    private static String withoutTrailingSlash(String prefix) {
        int end = prefix.length();
        while (end > 0 && prefix.charAt(end - 1) == '/') {
            end--;
        }
        return prefix.substring(0, end);
    }

    private static Optional<PathMatch> call(RuleScope scope, GrpcMethodMatch method, String field) {
        boolean regex = method.type().equals(GrpcMethodMatch.REGULAR_EXPRESSION);
        if (!regex && !method.type().equals(GrpcMethodMatch.EXACT)) {
            unknownType(scope, field + ".method", method.type());
            return Optional.empty();
        }
        Optional<String> service = method.service().filter(text -> !text.isEmpty());
        Optional<String> name = method.method().filter(text -> !text.isEmpty());
        boolean readable = !regex
                || service.map(text -> regex(scope, text, field + ".method.service"))
                                .orElse(true)
                        && name.map(text -> regex(scope, text, field + ".method.method"))
                                .orElse(true);
        return readable ? Optional.of(new PathMatch.GrpcCall(service, name, regex)) : Optional.empty();
    }

    /** Whether RE2 takes the expression: it is linear in time, so no request can make it expensive. */
    private static boolean regex(RuleScope scope, String expression, String field) {
        try {
            Pattern.compile(expression);
            return true;
        } catch (PatternSyntaxException refused) {
            scope.find(
                    field,
                    Reason.UNSUPPORTED_VALUE,
                    "`" + expression + "` is no RE2 expression (" + refused.getDescription()
                            + "): look-around and back-references are not supported");
            return false;
        }
    }

    private static void unknownType(RuleScope scope, String field, String type) {
        scope.find(
                field + ".type",
                Reason.UNSUPPORTED_VALUE,
                "match type `" + type + "` is not supported: expected Exact, PathPrefix or RegularExpression");
    }

    /** Header or query matches of one entry: of equal names only the first counts ({@code HTTPHeaderMatch.name}). */
    private static final class Values {
        private final RuleScope scope;
        private final String field;
        private final Map<String, ValueMatch> byName = new LinkedHashMap<>();
        private int index;
        private boolean valid = true;

        Values(RuleScope scope, String field) {
            this.scope = scope;
            this.field = field;
        }

        void add(String name, String type, String value) {
            String at = field + "[" + index++ + "]";
            boolean regex = type.equals(HttpHeaderMatch.REGULAR_EXPRESSION);
            if (!regex && !type.equals(HttpHeaderMatch.EXACT)) {
                unknownType(scope, at, type);
                valid = false;
            } else if (regex && !regex(scope, value, at + ".value")) {
                valid = false;
            } else {
                byName.putIfAbsent(name, new ValueMatch(name, regex, value));
            }
        }

        List<ValueMatch> list() {
            return List.copyOf(byName.values());
        }
    }
}
