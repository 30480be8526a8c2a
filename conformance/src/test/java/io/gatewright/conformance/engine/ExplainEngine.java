package io.gatewright.conformance.engine;

import io.gatewright.app.explain.AskedRequest;
import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.app.explain.ExplainText;
import io.gatewright.app.explain.Explanation;
import io.gatewright.conformance.kit.Answer;
import io.gatewright.conformance.kit.Applied;
import io.gatewright.conformance.kit.CaseStep;
import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.conformance.kit.Engine;
import io.gatewright.conformance.kit.Problem;
import io.gatewright.conformance.kit.Row;
import io.gatewright.conformance.pki.Certificates;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Cases against {@code gatewright explain}: what it says must be what the case expects of traffic. */
final class ExplainEngine implements Engine {
    private final Certificates certificates;

    ExplainEngine(Certificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public String name() {
        return "explain";
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public Session start(CorpusCase one) {
        return new Running(new ProductState(one, certificates));
    }

    private static final class Running implements Session {
        private final ProductState state;

        Running(ProductState state) {
            this.state = state;
        }

        @Override
        public Optional<List<Problem>> apply(CaseStep step) {
            return Optional.of(state.apply(step));
        }

        /** All that can be typed as a URL. */
        @Override
        public boolean answers(Row row) {
            return ExplainedStreams.answers(row) || answersRequest(row);
        }

        private static boolean answersRequest(Row row) {
            return !row.needsSockets()
                    && row.authority().isPresent()
                    && row.path().startsWith("/")
                    && row.path().indexOf('#') < 0
                    && row.sni().filter("none"::equals).isEmpty();
        }

        @Override
        public Answer ask(Row row) {
            Explanation explanation = explain(row).orElse(null);
            return explanation == null ? Answer.refused("no such Gateway") : answer(row, explanation);
        }

        @Override
        public Map<String, Long> shares(Row row) {
            Explanation explanation = explain(row).orElseThrow();
            Map<String, Long> counts = new LinkedHashMap<>();
            for (Explanation.Share share : explanation.shares()) {
                if (share.backend().weight() > 0) {
                    counts.merge(share(row, share), (long) share.backend().weight(), Long::sum);
                }
            }
            if (counts.isEmpty()) {
                counts.put(answer(row, explanation).share(), 1L);
            }
            return counts;
        }

        private static String share(Row row, Explanation.Share share) {
            if (share.answered().isPresent() && ExplainedStreams.answers(row)) {
                return "refused";
            }
            if (share.answered().isPresent()) {
                return CompiledRouter.reply(
                                row.verb() == Row.Verb.GRPC, share.answered().get(), null, Map.of())
                        .share();
            }
            return service(((BackendPlan.Cluster) share.backend().target()).key());
        }

        private Optional<Plan> plan(Row row) {
            Applied.Asked asked = state.applied().asked(row);
            return state.plans().stream()
                    .filter(one -> one.gateway().namespace().equals(asked.namespace())
                            && one.gateway().name().equals(asked.gateway()))
                    .findFirst();
        }

        private Optional<Explanation> explain(Row row) {
            Applied.Asked asked = state.applied().asked(row);
            if (ExplainedStreams.answers(row)) {
                return plan(row).map(plan -> Explanation.of(plan, ExplainedStreams.request(row, asked.port())));
            }
            boolean grpc = row.verb() == Row.Verb.GRPC;
            String authority = row.authority().orElseThrow();
            String serverName = asked.secure()
                    ? row.sni().orElse(authority.replaceFirst(":[0-9]*$", "")).toLowerCase(Locale.ROOT)
                    : "url.example.com";
            String url = (asked.secure() ? "https://" : "http://") + serverName + ":" + asked.port() + row.path();
            List<HeaderLine> headers = new ArrayList<>();
            headers.add(new HeaderLine("Host", authority));
            row.headers().forEach((name, values) -> values.forEach(value -> headers.add(new HeaderLine(name, value))));
            if (grpc) {
                headers.add(new HeaderLine("content-type", "application/grpc"));
            }
            AskedRequest request = new AskedRequest(grpc ? "POST" : row.method(), url, headers);
            return plan(row).map(plan -> Explanation.of(plan, request));
        }

        private Answer answer(Row row, Explanation explanation) {
            if (ExplainedStreams.answers(row)) {
                return ExplainedStreams.answer(explanation);
            }
            boolean grpc = row.verb() == Row.Verb.GRPC;
            Explanation.End end = explanation.end();
            String text = "\n    " + ExplainText.of(explanation, rule -> "").replace("\n", "\n    ");
            ResponseEdits edits = ResponseEdits.of(explanation.responseEdits());
            MapHead response = new MapHead("", "", "", null, Map.of());
            Answer answer;
            if (end instanceof Explanation.Answered answered) {
                answered.reply().headers().forEach(header -> response.set(header.name(), header.value()));
                edits.applyToLocalReply(response);
                answer = CompiledRouter.reply(grpc, answered.reply(), null, response.map());
            } else if (end instanceof Explanation.Forwarded forwarded) {
                edits.apply(response);
                ClusterPlan cluster = forwarded.cluster();
                answer = new Answer(
                        false,
                        200,
                        Optional.empty(),
                        grpc ? Optional.of("OK") : Optional.empty(),
                        response.map(),
                        "",
                        Optional.of(seen(
                                cluster.backend().namespace() + "/"
                                        + cluster.backend().name(),
                                forwarded.upstream())),
                        forwarded.mirrors().stream()
                                .map(copy -> seen(service(copy.cluster()), copy.upstream()))
                                .toList(),
                        Optional.empty(),
                        List.of(),
                        Duration.ZERO,
                        "");
            } else {
                return Answer.refused(text);
            }
            return explanation
                    .rule()
                    .map(rule -> answer.by(name(rule)))
                    .orElse(answer)
                    .explained(text);
        }

        /** Of {@code cluster/Service/namespace/name/port/protocol}. */
        static String service(String clusterKey) {
            String[] parts = clusterKey.split("/");
            return parts[2] + "/" + parts[3];
        }

        private static Answer.Seen seen(String service, Explanation.Upstream upstream) {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            upstream.headers()
                    .forEach(line -> headers.computeIfAbsent(line.name(), name -> new ArrayList<>())
                            .add(line.value()));
            return Answer.Seen.of(service, upstream.method(), upstream.target(), upstream.host(), headers);
        }

        private static String name(RulePlan rule) {
            return rule.route().kind() + " " + rule.route().namespace() + "/"
                    + rule.route().name() + "/" + rule.index();
        }

        @Override
        public String dump() {
            return state.dump();
        }

        @Override
        public void close() {}
    }
}
