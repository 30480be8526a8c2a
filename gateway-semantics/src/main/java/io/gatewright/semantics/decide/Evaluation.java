package io.gatewright.semantics.decide;

import io.gatewright.semantics.edit.CorsDecision;
import io.gatewright.semantics.edit.CorsHeaderSet;
import io.gatewright.semantics.edit.HeaderEdits;
import io.gatewright.semantics.edit.MutableHead;
import io.gatewright.semantics.edit.PathEdits;
import io.gatewright.semantics.edit.Redirects;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.match.Match;
import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.pick.Sampling;
import io.gatewright.semantics.pick.WeightedChoice;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request through the filters of its rule, the choice of a backend, and the filters of that backend: in
 * listed order, stopping at filters that need I/O. Used by one thread, once.
 */
public final class Evaluation {
    private final int port;
    private final Match match;
    private final RequestHead head;
    private final MutableHead out;
    private final RandomGenerator random;
    private final Trace trace;
    private final Runner runner = new Runner();

    private List<FilterPlan> filters;
    private int next;
    private @Nullable BackendPlan backend;
    private String cluster = "";
    private int backendIndex = WeightedChoice.NOTHING;
    private @Nullable List<ResponseEdits.Edit> responseEdits;
    private @Nullable List<MirrorCopy> mirrors;

    Evaluation(int port, Match match, RequestHead head, MutableHead out, RandomGenerator random, Trace trace) {
        this.port = port;
        this.match = match;
        this.head = head;
        this.out = out;
        this.random = random;
        this.trace = trace;
        this.filters = match.rule().filters();
    }

    /** The rule that is being evaluated. */
    public Match match() {
        return match;
    }

    /** Changes for the response so far: for an answer that the data plane makes while a filter is asked. */
    public ResponseEdits response() {
        return responseEdits == null ? ResponseEdits.NONE : ResponseEdits.of(responseEdits);
    }

    Decision start() {
        Refusal refusal = match.rule().refusal().orElse(null);
        if (refusal != null) {
            step(Step.Kind.RULE, match.subject(), Verdict.REFUSED, refusal.message());
            return reply(LocalReply.of(ReplyReason.RULE_REFUSED, refusal.message()));
        }
        if (trace.on()) {
            step(Step.Kind.RULE, match.subject(), Verdict.TAKEN, "takes the request");
        }
        return resume();
    }

    /** Goes on after the filter that was asked about has let the request pass. */
    public Decision resume() {
        while (true) {
            while (next < filters.size()) {
                Decision ending = filters.get(next++).fold(runner);
                if (ending != null) {
                    return ending;
                }
            }
            if (backend != null) {
                return new Decision.Forward(
                        match,
                        backend,
                        backendIndex,
                        cluster,
                        mirrors == null ? List.of() : List.copyOf(mirrors),
                        response());
            }
            Decision ending = choose();
            if (ending != null) {
                return ending;
            }
        }
    }

    /** Null to go on with the filters of the chosen backend. */
    private @Nullable Decision choose() {
        RulePlan rule = match.rule();
        backendIndex = match.backends().byRandom(random);
        if (backendIndex == WeightedChoice.NOTHING) {
            return reply(LocalReply.of(
                    ReplyReason.NO_BACKEND,
                    rule.backends().isEmpty() ? "the rule has no backend" : "all backends of the rule have weight 0"));
        }
        BackendPlan chosen = rule.backends().get(backendIndex);
        if (chosen.target() instanceof BackendPlan.Cluster target) {
            cluster = target.key();
            backend = chosen;
            filters = chosen.filters();
            next = 0;
            if (trace.on()) {
                step(Step.Kind.BACKEND, cluster, Verdict.TAKEN, "backend " + backendIndex + share(chosen, rule));
            }
            return null;
        }
        String why = ((BackendPlan.Unresolvable) chosen.target()).why().message();
        if (trace.on()) {
            step(Step.Kind.BACKEND, "backend " + backendIndex, Verdict.REFUSED, why);
        }
        return reply(LocalReply.of(ReplyReason.BACKEND_UNRESOLVED, why));
    }

    private static String share(BackendPlan chosen, RulePlan rule) {
        long total = rule.backends().stream().mapToLong(BackendPlan::weight).sum();
        return " of " + rule.backends().size() + ", weight " + chosen.weight() + " of " + total;
    }

    private Decision reply(LocalReply reply) {
        return Evaluator.reply(reply, match, response(), trace);
    }

    private void step(Step.Kind kind, String subject, Verdict verdict, String sentence) {
        if (trace.on()) {
            trace.step(new Step(kind, subject, verdict, sentence));
        }
    }

    private void addResponseEdit(ResponseEdits.Edit edit) {
        List<ResponseEdits.Edit> edits = responseEdits;
        if (edits == null) {
            edits = new ArrayList<>(2);
            responseEdits = edits;
        }
        edits.add(edit);
    }

    /** What each kind of filter does; null to go on with the next one. */
    @SuppressWarnings("NullAway") // the checker does not follow `@Nullable` in a type argument
    private final class Runner implements FilterPlan.Cases<@Nullable Decision> {
        private void done(String filter, String sentence) {
            step(Step.Kind.FILTER, filter, Verdict.TAKEN, sentence);
        }

        @Override
        public @Nullable Decision requestHeaders(FilterPlan.RequestHeaders filter) {
            HeaderEdits.apply(filter.edit(), out);
            if (trace.on()) {
                done("RequestHeaderModifier", names(filter.edit()));
            }
            return null;
        }

        @Override
        public @Nullable Decision responseHeaders(FilterPlan.ResponseHeaders filter) {
            addResponseEdit(new ResponseEdits.Edit.HeaderFilter(filter.edit()));
            if (trace.on()) {
                done("ResponseHeaderModifier", names(filter.edit()));
            }
            return null;
        }

        /** Names only: values may be secrets. */
        private static String names(FilterPlan.HeaderEdit edit) {
            return "set " + edit.set().stream().map(FilterPlan.Header::name).toList() + ", add "
                    + edit.add().stream().map(FilterPlan.Header::name).toList() + ", remove " + edit.remove();
        }

        @Override
        public Decision redirect(FilterPlan.Redirect filter) {
            if (editsMissingPrefix(filter.path().orElse(null))) {
                return prefixRefused("RequestRedirect");
            }
            Redirects.Location location = Redirects.location(filter, head, port, match.prefixLength());
            if (trace.on()) {
                done("RequestRedirect", location.status() + " to `" + location.uri() + "`");
            }
            return reply(new LocalReply(
                    ReplyReason.REDIRECT,
                    location.status(),
                    List.of(new FilterPlan.Header("location", location.uri())),
                    "redirected by the route"));
        }

        @Override
        public @Nullable Decision rewrite(FilterPlan.Rewrite filter) {
            FilterPlan.PathEdit path = filter.path().orElse(null);
            if (editsMissingPrefix(path)) {
                return prefixRefused("URLRewrite");
            }
            filter.hostname().ifPresent(out::setHost);
            if (path != null) {
                // of the path that was matched: a backend's edit replaces the rule's, it does not pile up on it
                out.setPath(PathEdits.apply(path, head.path(), match.prefixLength()));
            }
            if (trace.on()) {
                done("URLRewrite", "host `" + out.host() + "`, path `" + out.path() + "`");
            }
            return null;
        }

        /** A prefix edit for a match that has no prefix: the API forbids it, and guessing would be worse than refusing. */
        private boolean editsMissingPrefix(FilterPlan.@Nullable PathEdit path) {
            return path != null && !path.wholePath() && match.prefixLength() == Match.NO_PREFIX;
        }

        private Decision prefixRefused(String filter) {
            String message = "`ReplacePrefixMatch` needs a match of type `PathPrefix`";
            step(Step.Kind.FILTER, filter, Verdict.REFUSED, message);
            return reply(LocalReply.of(ReplyReason.FILTER_REFUSED, message));
        }

        @Override
        public @Nullable Decision mirror(FilterPlan.Mirror filter) {
            if (!(filter.target() instanceof BackendPlan.Cluster target)) {
                // the main request must not suffer from a bad mirror
                step(Step.Kind.FILTER, "RequestMirror", Verdict.SKIPPED, "its backend cannot be resolved");
                return null;
            }
            boolean taken = Sampling.takes(filter.numerator(), filter.denominator(), random);
            if (taken) {
                if (mirrors == null) {
                    mirrors = new ArrayList<>(1);
                }
                mirrors.add(new MirrorCopy(target.key(), out.copy()));
            }
            if (trace.on()) {
                step(
                        Step.Kind.FILTER,
                        "RequestMirror",
                        taken ? Verdict.TAKEN : Verdict.SKIPPED,
                        target.key() + ", " + filter.numerator() + " of " + filter.denominator() + " requests");
            }
            return null;
        }

        @Override
        public @Nullable Decision cors(FilterPlan.Cors filter) {
            return CorsDecision.of(filter, head.method(), head.headers())
                    .<@Nullable Decision>fold(
                            preflight -> {
                                addCors(preflight.headers());
                                done("CORS", "answers the pre-flight request");
                                return reply(LocalReply.of(ReplyReason.CORS_PREFLIGHT, "answered by the CORS filter"));
                            },
                            refused -> {
                                step(Step.Kind.FILTER, "CORS", Verdict.REFUSED, refused.message());
                                return reply(LocalReply.of(ReplyReason.CORS_REFUSED, refused.message()));
                            },
                            forward -> {
                                addCors(forward.headers());
                                done("CORS", "adds headers to the response");
                                return null;
                            });
        }

        private void addCors(CorsHeaderSet headers) {
            addResponseEdit(new ResponseEdits.Edit.CorsHeaders(headers));
        }

        @Override
        public Decision externalAuth(FilterPlan.ExternalAuth filter) {
            if (filter.target() instanceof BackendPlan.Unresolvable target) {
                String why = target.why().message();
                step(Step.Kind.FILTER, "ExternalAuth", Verdict.REFUSED, why);
                return reply(LocalReply.of(ReplyReason.AUTH_FAILED, why));
            }
            done("ExternalAuth", "is asked");
            return new Decision.Ask(filter, Evaluation.this);
        }

        @Override
        public Decision extension(FilterPlan.Extension filter) {
            if (trace.on()) {
                done("ExtensionRef", filter.ref() + " is asked");
            }
            return new Decision.Ask(filter, Evaluation.this);
        }

        @Override
        public Decision refused(FilterPlan.Refused filter) {
            step(Step.Kind.FILTER, "filter", Verdict.REFUSED, filter.why().message());
            return reply(LocalReply.of(ReplyReason.FILTER_REFUSED, filter.why().message()));
        }
    }
}
