package io.gatewright.semantics.match;

import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The specification read aloud: slow, obvious, over plan values, sharing nothing with the compiled router (not even the
 * order of ranks or the regular expressions). It answers which rule takes a request.
 */
final class LiteralRouter {
    /** What takes the request: {@code HTTPRoute/default/shop/0/1} (rule and match), or null. */
    static @Nullable String answer(Plan plan, int port, RequestHead head) {
        ListenerPlan listener = listenerFor(plan, port, head.host());
        if (listener == null) {
            return null;
        }
        List<Found> found = new ArrayList<>();
        for (RoutePlan route : plan.routes()) {
            if (route.kind() == RouteKind.GRPC && !isGrpc(head)) {
                continue;
            }
            for (RoutePlan.Binding binding : route.bindings()) {
                if (binding.listener().equals(listener.listener())) {
                    for (RoutePlan.Host host : binding.hosts()) {
                        if (host.effective().isEmpty()
                                || stands(host.effective().get(), head.host())) {
                            collect(plan, route, host, head, found);
                        }
                    }
                }
            }
        }
        Found best = null;
        for (Found candidate : found) {
            if (best == null || candidate.beats(best)) {
                best = candidate;
            }
        }
        return best == null ? null : best.rule.key() + "/" + best.matchIndex;
    }

    static @Nullable ListenerPlan listenerFor(Plan plan, int port, String host) {
        ListenerPlan best = null;
        for (ListenerPlan listener : plan.listeners()) {
            boolean fits = listener.port() == port
                    && listener.protocol() != ListenerPlan.Protocol.UDP
                    && (listener.hostname().isEmpty()
                            || stands(listener.hostname().get(), host));
            if (fits && (best == null || characters(listener.hostname()) > characters(best.hostname()))) {
                best = listener;
            }
        }
        return best;
    }

    /** Exact names before all wildcards, longer wildcards before shorter ones, no name last. */
    private static int characters(Optional<Hostname> name) {
        if (name.isEmpty()) {
            return 0;
        }
        return name.get().text().startsWith("*") ? name.get().text().length() : 1000;
    }

    private static boolean stands(Hostname name, String host) {
        String text = name.text();
        if (!text.startsWith("*.")) {
            return text.equals(host);
        }
        String suffix = text.substring(1);
        return host.endsWith(suffix) && host.length() > suffix.length();
    }

    private static void collect(Plan plan, RoutePlan route, RoutePlan.Host host, RequestHead head, List<Found> found) {
        for (RulePlan rule : plan.rules()) {
            if (rule.route().equals(route.route())) {
                for (int i = 0; i < rule.matches().size(); i++) {
                    if (holds(route.kind(), rule.matches().get(i), head)) {
                        found.add(new Found(route, host, rule, rule.matches().get(i), i));
                    }
                }
            }
        }
    }

    private static boolean isGrpc(RequestHead head) {
        CharSequence type = head.headers().first("content-type");
        return type != null
                && (type.toString().equals("application/grpc")
                        || type.toString().startsWith("application/grpc+")
                        || type.toString().startsWith("application/grpc;"));
    }

    private static boolean holds(RouteKind kind, MatchPlan match, RequestHead head) {
        if (match.method().isPresent() && !match.method().get().equals(head.method())) {
            return false;
        }
        for (MatchPlan.ValueMatch header : match.headers()) {
            List<String> values = new ArrayList<>();
            head.headers().all(header.name()).forEach(value -> values.add(value.toString()));
            if (values.isEmpty() || !valueHolds(header, String.join(",", values))) {
                return false;
            }
        }
        for (MatchPlan.ValueMatch parameter : match.query()) {
            String value = firstParameter(head.query(), parameter.name());
            if (value == null || !valueHolds(parameter, value)) {
                return false;
            }
        }
        return pathHolds(kind, match.path(), head.path());
    }

    private static boolean valueHolds(MatchPlan.ValueMatch match, String value) {
        return match.regex() ? regexHolds(match.value(), value) : match.value().equals(value);
    }

    /** The properties use no escapes in queries, so nothing is decoded. */
    private static @Nullable String firstParameter(@Nullable String query, String name) {
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                if (parts[0].equals(name) && !pair.isEmpty()) {
                    return parts.length == 2 ? parts[1] : "";
                }
            }
        }
        return null;
    }

    private static boolean pathHolds(RouteKind kind, PathMatch match, String path) {
        if (match instanceof PathMatch.Exact exact) {
            return path.equals(exact.value());
        }
        if (match instanceof PathMatch.Prefix prefix) {
            return path.equals(prefix.value()) || path.startsWith(prefix.value() + "/");
        }
        if (match instanceof PathMatch.Regex regex) {
            return regexHolds(regex.pattern(), path);
        }
        PathMatch.GrpcCall call = (PathMatch.GrpcCall) match;
        if (kind != RouteKind.GRPC) {
            return false;
        }
        if (call.service().isEmpty() && call.method().isEmpty()) {
            return true;
        }
        String[] parts = path.split("/", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return false;
        }
        return (call.service().isEmpty()
                        || partHolds(call.regex(), call.service().get(), parts[1]))
                && (call.method().isEmpty()
                        || partHolds(call.regex(), call.method().get(), parts[2]));
    }

    private static boolean partHolds(boolean regex, String wanted, String part) {
        return regex ? regexHolds(wanted, part) : wanted.equals(part);
    }

    private static boolean regexHolds(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).matches();
        } catch (PatternSyntaxException invalid) {
            return false;
        }
    }

    private record Found(RoutePlan route, RoutePlan.Host host, RulePlan rule, MatchPlan match, int matchIndex) {
        boolean beats(Found other) {
            // "largest number of characters in a matching non-wildcard hostname"
            int order = Integer.compare(exactCharacters(), other.exactCharacters());
            if (order != 0) {
                return order > 0;
            }
            // "largest number of characters in a matching hostname"
            order = Integer.compare(characters(), other.characters());
            if (order != 0) {
                return order > 0;
            }
            // no merging between kinds: for gRPC requests, GRPCRoutes first
            if (route.kind() != other.route.kind()) {
                return route.kind() == RouteKind.GRPC;
            }
            order = match.path() instanceof PathMatch.GrpcCall ? beatsAsCall(other) : beatsAsPath(other);
            if (order != 0) {
                return order > 0;
            }
            // "largest number of header matches"
            order = Integer.compare(
                    match.headers().size(), other.match.headers().size());
            if (order != 0) {
                return order > 0;
            }
            // "largest number of query param matches"
            order = Integer.compare(match.query().size(), other.match.query().size());
            if (order != 0) {
                return order > 0;
            }
            // "the oldest Route based on creation timestamp"
            if (!route.created().equals(other.route.created())) {
                return route.created().isBefore(other.route.created());
            }
            // "first in alphabetical order by {namespace}/{name}"
            order = route.route().namespace().compareTo(other.route.route().namespace());
            order = order != 0
                    ? order
                    : route.route().name().compareTo(other.route.route().name());
            if (order != 0) {
                return order < 0;
            }
            // "the FIRST matching rule (in list order)"
            if (rule.index() != other.rule.index()) {
                return rule.index() < other.rule.index();
            }
            return matchIndex < other.matchIndex;
        }

        private int exactCharacters() {
            return host.declared().isPresent() && !host.declared().get().text().startsWith("*")
                    ? host.declared().get().text().length()
                    : 0;
        }

        private int characters() {
            return host.declared().map(name -> name.text().length()).orElse(0);
        }

        /** "Exact path match", expressions (ours to place), "Prefix with most characters", then "Method match". */
        private int beatsAsPath(Found other) {
            int order = Integer.compare(kindOfPath(), other.kindOfPath());
            if (order == 0) {
                order = Integer.compare(lengthOfPath(), other.lengthOfPath());
            }
            if (order == 0) {
                order = Boolean.compare(
                        match.method().isPresent(), other.match.method().isPresent());
            }
            return order;
        }

        private int kindOfPath() {
            if (match.path() instanceof PathMatch.Exact) {
                return 3;
            }
            return match.path() instanceof PathMatch.Regex ? 2 : 1;
        }

        private int lengthOfPath() {
            if (match.path() instanceof PathMatch.Regex regex) {
                return regex.pattern().length();
            }
            return match.path() instanceof PathMatch.Prefix prefix
                    ? prefix.value().length()
                    : 0;
        }

        /** "Characters in a matching service", "characters in a matching method"; spelled out before expressions. */
        private int beatsAsCall(Found other) {
            PathMatch.GrpcCall mine = (PathMatch.GrpcCall) match.path();
            PathMatch.GrpcCall theirs = (PathMatch.GrpcCall) other.match.path();
            int order = compareParts(mine.service(), mine.regex(), theirs.service(), theirs.regex());
            return order != 0 ? order : compareParts(mine.method(), mine.regex(), theirs.method(), theirs.regex());
        }

        private static int compareParts(
                Optional<String> mine, boolean mineRegex, Optional<String> theirs, boolean theirsRegex) {
            if (mine.isPresent() != theirs.isPresent()) {
                return mine.isPresent() ? 1 : -1;
            }
            if (mine.isEmpty()) {
                return 0;
            }
            if (mineRegex != theirsRegex) {
                return mineRegex ? -1 : 1;
            }
            return Integer.compare(mine.get().length(), theirs.get().length());
        }
    }

    private LiteralRouter() {}
}
