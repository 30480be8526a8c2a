package io.gatewright.app.plan;

import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.RulePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Writes rules: what they match, where they lead and what they may cost. */
final class RuleWriter {
    private RuleWriter() {}

    static void rule(FieldWriter out, RulePlan plan) throws IOException {
        out.word("route", PlanWords.text(plan.route()));
        out.number("index", plan.index());
        out.text("name", plan.name());
        out.objects("matches", plan.matches(), RuleWriter::match);
        out.objects("filters", plan.filters(), FilterWriter::filter);
        out.objects("backends", plan.backends(), RuleWriter::backend);
        out.object("timeouts", plan.timeouts(), RuleWriter::timeouts);
        out.optional("retry", plan.retry(), RuleWriter::retry);
        out.optional("session", plan.session(), RuleWriter::session);
        out.optional("refusal", plan.refusal(), PlanWriter::refusal);
    }

    private static void match(FieldWriter out, MatchPlan match) throws IOException {
        out.object("path", match.path(), RuleWriter::path);
        out.text("method", match.method());
        out.objects("headers", match.headers(), RuleWriter::value);
        out.objects("query", match.query(), RuleWriter::value);
    }

    private static void path(FieldWriter out, PathMatch path) throws IOException {
        if (path instanceof PathMatch.Prefix prefix) {
            out.type("Prefix");
            out.text("value", prefix.value());
        } else if (path instanceof PathMatch.Exact exact) {
            out.type("Exact");
            out.text("value", exact.value());
        } else if (path instanceof PathMatch.Regex regex) {
            out.type("Regex");
            out.text("pattern", regex.pattern());
        } else if (path instanceof PathMatch.GrpcCall call) {
            out.type("GrpcCall");
            out.text("service", call.service());
            out.text("method", call.method());
            out.flag("regex", call.regex());
        } else {
            throw new IllegalArgumentException("a way to match paths is missing here: " + path.getClass());
        }
    }

    private static void value(FieldWriter out, MatchPlan.ValueMatch match) throws IOException {
        out.text("name", match.name());
        out.flag("regex", match.regex());
        out.text("value", match.value());
    }

    private static void backend(FieldWriter out, BackendPlan backend) throws IOException {
        out.number("weight", backend.weight());
        out.object("target", backend.target(), RuleWriter::target);
        out.objects("filters", backend.filters(), FilterWriter::filter);
    }

    static void target(FieldWriter out, BackendPlan.Target target) throws IOException {
        if (target instanceof BackendPlan.Cluster cluster) {
            out.type("Cluster");
            out.word("key", cluster.key());
        } else if (target instanceof BackendPlan.Unresolvable unresolvable) {
            out.type("Unresolvable");
            out.object("why", unresolvable.why(), PlanWriter::refusal);
        } else {
            throw new IllegalArgumentException("a kind of target is missing here: " + target.getClass());
        }
    }

    private static void timeouts(FieldWriter out, RulePlan.Timeouts timeouts) throws IOException {
        duration(out, "request", timeouts.request());
        duration(out, "backendRequest", timeouts.backendRequest());
    }

    private static void retry(FieldWriter out, RulePlan.Retry retry) throws IOException {
        out.numbers("codes", retry.codes());
        out.number("attempts", retry.attempts());
        duration(out, "backoff", retry.backoff());
    }

    private static void session(FieldWriter out, RulePlan.Session session) throws IOException {
        out.flag("cookie", session.cookie());
        out.text("name", session.name());
        out.text("path", session.path());
        out.flag("permanent", session.permanent());
        duration(out, "absoluteTimeout", session.absoluteTimeout());
    }

    private static void duration(FieldWriter out, String name, Optional<Duration> duration) throws IOException {
        if (duration.isPresent()) {
            out.word(name, duration.get().toString());
        }
    }
}
