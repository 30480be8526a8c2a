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

    private List<FilterPlan> filters;
    private int next;
    private @Nullable BackendPlan backend;
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
        RulePlan rule = match.rule();
        boolean refused = rule.refusal().isPresent();
        if (trace.on()) {
            trace.step(new Step(
                    Step.Kind.RULE,
                    match.subject(),
                    refused ? Verdict.REFUSED : Verdict.TAKEN,
                    refused ? rule.refusal().get().message() : "best match"));
        }
        if (refused) {
            return reply(
                    LocalReply.of(ReplyReason.RULE_REFUSED, rule.refusal().get().message()));
        }
        return resume();
    }

    /** Goes on after the filter that was asked about has let the request pass. */
    public Decision resume() {
        while (true) {
            while (next < filters.size()) {
                Decision ending = run(filters.get(next++));
                if (ending != null) {
                    return ending;
                }
            }
            if (backend != null) {
                return forward(backend);
            }
            Decision ending = choose();
            if (ending != null) {
                return ending;
            }
        }
    }

    private @Nullable Decision choose() {
        RulePlan rule = match.rule();
        backendIndex = match.backends().byRandom(random);
        if (backendIndex == WeightedChoice.NOTHING) {
            return reply(LocalReply.of(
                    ReplyReason.NO_BACKEND,
                    rule.backends().isEmpty() ? "the rule has no backend" : "all backends of the rule have weight 0"));
        }
        BackendPlan chosen = rule.backends().get(backendIndex);
        if (chosen.target() instanceof BackendPlan.Unresolvable unresolvable) {
            step(
                    Step.Kind.BACKEND,
                    "backend " + backendIndex,
                    Verdict.REFUSED,
                    unresolvable.why().message());
            return reply(LocalReply.of(
                    ReplyReason.BACKEND_UNRESOLVED, unresolvable.why().message()));
        }
        if (trace.on()) {
            step(
                    Step.Kind.BACKEND,
                    "backend " + backendIndex,
                    Verdict.TAKEN,
                    "chosen with weight " + chosen.weight() + ": " + chosen.target());
        }
        backend = chosen;
        filters = chosen.filters();
        next = 0;
        return null;
    }

    private Decision forward(BackendPlan chosen) {
        if (!(chosen.target() instanceof BackendPlan.Cluster cluster)) {
            throw new IllegalStateException("an unresolvable backend has been answered");
        }
        return new Decision.Forward(
                match,
                chosen,
                backendIndex,
                cluster.key(),
                mirrors == null ? List.of() : List.copyOf(mirrors),
                response());
    }

    /** Null to go on. */
    private @Nullable Decision run(FilterPlan filter) {
        Decision ending = null;
        if (filter instanceof FilterPlan.RequestHeaders headers) {
            HeaderEdits.apply(headers.edit(), out);
        } else if (filter instanceof FilterPlan.ResponseHeaders headers) {
            edits().add(new ResponseEdits.Edit.HeaderFilter(headers.edit()));
        } else if (filter instanceof FilterPlan.Redirect redirect) {
            ending = redirect(redirect);
        } else if (filter instanceof FilterPlan.Rewrite rewrite) {
            ending = rewrite(rewrite);
        } else if (filter instanceof FilterPlan.Mirror mirror) {
            mirror(mirror);
        } else if (filter instanceof FilterPlan.Cors cors) {
            ending = cors(cors);
        } else if (filter instanceof FilterPlan.Refused refused) {
            ending = reply(
                    LocalReply.of(ReplyReason.FILTER_REFUSED, refused.why().message()));
        } else {
            // external authorization and extensions
            ending = new Decision.Ask(filter, this);
        }
        if (trace.on()) {
            String name = filter.getClass().getSimpleName();
            step(Step.Kind.FILTER, name, Verdict.TAKEN, "applied");
        }
        return ending;
    }

    private Decision redirect(FilterPlan.Redirect redirect) {
        if (editsPrefix(redirect.path().orElse(null))) {
            return prefixRefused();
        }
        Redirects.Location location = Redirects.location(redirect, head, port, match.prefixLength());
        return reply(new LocalReply(
                ReplyReason.REDIRECT,
                location.status(),
                List.of(new FilterPlan.Header("location", location.uri())),
                "redirected to " + location.uri()));
    }

    private @Nullable Decision rewrite(FilterPlan.Rewrite rewrite) {
        FilterPlan.PathEdit path = rewrite.path().orElse(null);
        if (editsPrefix(path)) {
            return prefixRefused();
        }
        rewrite.hostname().ifPresent(out::setHost);
        if (path != null) {
            // of the path that was matched: a backend's edit replaces the rule's, it does not pile up on it
            out.setPath(PathEdits.apply(path, head.path(), match.prefixLength()));
        }
        return null;
    }

    /** A prefix edit for a match that has no prefix: the API forbids it, and guessing would be worse than refusing. */
    private boolean editsPrefix(FilterPlan.@Nullable PathEdit path) {
        return path != null && !path.wholePath() && match.prefixLength() == Match.NO_PREFIX;
    }

    private Decision prefixRefused() {
        return reply(
                LocalReply.of(ReplyReason.FILTER_REFUSED, "`ReplacePrefixMatch` needs a match of type `PathPrefix`"));
    }

    private void mirror(FilterPlan.Mirror mirror) {
        if (mirror.target() instanceof BackendPlan.Cluster cluster
                && Sampling.takes(mirror.numerator(), mirror.denominator(), random)) {
            if (mirrors == null) {
                mirrors = new ArrayList<>(1);
            }
            mirrors.add(new MirrorCopy(cluster.key(), out.copy()));
        }
    }

    private @Nullable Decision cors(FilterPlan.Cors cors) {
        CorsDecision decision = CorsDecision.of(cors, head.method(), head.headers());
        if (decision instanceof CorsDecision.Forward forward) {
            addCors(forward.headers());
            return null;
        }
        if (decision instanceof CorsDecision.Preflight preflight) {
            addCors(preflight.headers());
            return reply(LocalReply.of(ReplyReason.CORS_PREFLIGHT, "answered by the CORS filter"));
        }
        return reply(LocalReply.of(ReplyReason.CORS_REFUSED, "origin is not allowed by the route's CORS filter"));
    }

    private void addCors(CorsHeaderSet headers) {
        edits().add(new ResponseEdits.Edit.CorsHeaders(headers));
    }

    private List<ResponseEdits.Edit> edits() {
        List<ResponseEdits.Edit> edits = responseEdits;
        if (edits == null) {
            edits = new ArrayList<>(2);
            responseEdits = edits;
        }
        return edits;
    }

    private Decision reply(LocalReply reply) {
        return Evaluator.reply(reply, match, response(), trace);
    }

    private void step(Step.Kind kind, String subject, Verdict verdict, String sentence) {
        if (trace.on()) {
            trace.step(new Step(kind, subject, verdict, sentence));
        }
    }
}
