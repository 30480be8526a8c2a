package io.gatewright.app.plan;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RulePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads rules as {@link RuleWriter} writes them. */
final class RuleReader {
    private RuleReader() {}

    static RulePlan rule(FieldReader in) throws IOException {
        ObjectRef route = null;
        int index = 0;
        Optional<String> name = Optional.empty();
        List<MatchPlan> matches = List.of();
        List<FilterPlan> filters = List.of();
        List<BackendPlan> backends = List.of();
        RulePlan.Timeouts timeouts = RulePlan.Timeouts.NONE;
        Optional<RulePlan.Retry> retry = Optional.empty();
        Optional<RulePlan.Session> session = Optional.empty();
        Optional<Refusal> refusal = Optional.empty();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "route" -> route = in.ref();
                case "index" -> index = in.number();
                case "name" -> name = Optional.of(in.text());
                case "matches" -> matches = in.objects(RuleReader::match);
                case "filters" -> filters = in.members(FilterReader::filter);
                case "backends" -> backends = in.objects(RuleReader::backend);
                case "timeouts" -> timeouts = in.object(RuleReader::timeouts);
                case "retry" -> retry = Optional.of(in.object(RuleReader::retry));
                case "session" -> session = Optional.of(in.object(RuleReader::session));
                case "refusal" -> refusal = Optional.of(in.object(PlanReader::refusal));
                default -> throw in.unknownField();
            }
        }
        return new RulePlan(
                in.needed("route", route), index, name, matches, filters, backends, timeouts, retry, session, refusal);
    }

    private static MatchPlan match(FieldReader in) throws IOException {
        PathMatch path = null;
        Optional<String> method = Optional.empty();
        List<MatchPlan.ValueMatch> headers = List.of();
        List<MatchPlan.ValueMatch> query = List.of();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "path" -> path = path(in);
                case "method" -> method = Optional.of(in.text());
                case "headers" -> headers = in.objects(RuleReader::value);
                case "query" -> query = in.objects(RuleReader::value);
                default -> throw in.unknownField();
            }
        }
        return new MatchPlan(in.needed("path", path), method, headers, query);
    }

    private static PathMatch path(FieldReader in) throws IOException {
        String type = in.type();
        return switch (type) {
            case "Prefix" -> new PathMatch.Prefix(pattern(in, "value"));
            case "Exact" -> new PathMatch.Exact(pattern(in, "value"));
            case "Regex" -> new PathMatch.Regex(pattern(in, "pattern"));
            case "GrpcCall" -> call(in);
            default -> throw in.unknownType(type, "Prefix, Exact, Regex, GrpcCall");
        };
    }

    /** The one field of most ways to match a path. */
    private static String pattern(FieldReader in, String name) throws IOException {
        String pattern = "";
        for (String field = in.next(); field != null; field = in.next()) {
            if (!field.equals(name)) {
                throw in.unknownField();
            }
            pattern = in.text();
        }
        return pattern;
    }

    private static PathMatch.GrpcCall call(FieldReader in) throws IOException {
        Optional<String> service = Optional.empty();
        Optional<String> method = Optional.empty();
        boolean regex = false;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "service" -> service = Optional.of(in.text());
                case "method" -> method = Optional.of(in.text());
                case "regex" -> regex = in.flag();
                default -> throw in.unknownField();
            }
        }
        return new PathMatch.GrpcCall(service, method, regex);
    }

    private static MatchPlan.ValueMatch value(FieldReader in) throws IOException {
        String name = "";
        boolean regex = false;
        String value = "";
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "name" -> name = in.text();
                case "regex" -> regex = in.flag();
                case "value" -> value = in.text();
                default -> throw in.unknownField();
            }
        }
        return new MatchPlan.ValueMatch(name, regex, value);
    }

    private static BackendPlan backend(FieldReader in) throws IOException {
        int weight = 0;
        BackendPlan.Target target = null;
        List<FilterPlan> filters = List.of();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "weight" -> weight = in.number();
                case "target" -> target = target(in);
                case "filters" -> filters = in.members(FilterReader::filter);
                default -> throw in.unknownField();
            }
        }
        return new BackendPlan(weight, in.needed("target", target), filters);
    }

    static BackendPlan.Target target(FieldReader in) throws IOException {
        String type = in.type();
        return switch (type) {
            case "Cluster" -> new BackendPlan.Cluster(pattern(in, "key"));
            case "Unresolvable" -> new BackendPlan.Unresolvable(PlanReader.why(in));
            default -> throw in.unknownType(type, "Cluster, Unresolvable");
        };
    }

    private static RulePlan.Timeouts timeouts(FieldReader in) throws IOException {
        Optional<Duration> request = Optional.empty();
        Optional<Duration> backendRequest = Optional.empty();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "request" -> request = Optional.of(in.word(PlanWords::duration));
                case "backendRequest" -> backendRequest = Optional.of(in.word(PlanWords::duration));
                default -> throw in.unknownField();
            }
        }
        return new RulePlan.Timeouts(request, backendRequest);
    }

    private static RulePlan.Retry retry(FieldReader in) throws IOException {
        List<Integer> codes = List.of();
        int attempts = 0;
        Optional<Duration> backoff = Optional.empty();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "codes" -> codes = in.numbers();
                case "attempts" -> attempts = in.number();
                case "backoff" -> backoff = Optional.of(in.word(PlanWords::duration));
                default -> throw in.unknownField();
            }
        }
        return new RulePlan.Retry(codes, attempts, backoff);
    }

    private static RulePlan.Session session(FieldReader in) throws IOException {
        boolean cookie = false;
        String name = "";
        String path = "";
        boolean permanent = false;
        Optional<Duration> absoluteTimeout = Optional.empty();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "cookie" -> cookie = in.flag();
                case "name" -> name = in.text();
                case "path" -> path = in.text();
                case "permanent" -> permanent = in.flag();
                case "absoluteTimeout" -> absoluteTimeout = Optional.of(in.word(PlanWords::duration));
                default -> throw in.unknownField();
            }
        }
        return new RulePlan.Session(cookie, name, path, permanent, absoluteTimeout);
    }
}
