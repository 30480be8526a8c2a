package io.gatewright.conformance.engine;

import io.gatewright.app.explain.AskedRequest;
import io.gatewright.app.explain.ExplainText;
import io.gatewright.app.explain.Explanation;
import io.gatewright.conformance.kit.Answer;
import io.gatewright.conformance.kit.Row;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.ClusterPlan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rows below HTTP, asked of {@code explain} as {@code tls://}, {@code tcp://} and {@code udp://}. */
final class ExplainedStreams {
    private ExplainedStreams() {}

    /** All that is known without sockets: where a connection goes, and what its backend sees of TLS. */
    static boolean answers(Row row) {
        boolean stream = row.verb() == Row.Verb.TCP || row.verb() == Row.Verb.TLS || row.verb() == Row.Verb.UDP;
        return stream
                && row.raw().isEmpty()
                && row.echo().isEmpty()
                && row.connection().isEmpty()
                && row.certificate().isEmpty()
                && row.expect()
                        .filter(expect -> expect.certificate().isPresent()
                                || expect.body().isPresent()
                                || expect.sees()
                                        .filter(sees -> sees.client().isPresent())
                                        .isPresent())
                        .isEmpty();
    }

    static AskedRequest request(Row row, int port) {
        String scheme = row.verb().name().toLowerCase(Locale.ROOT);
        String name = row.verb() == Row.Verb.TLS
                ? row.sni()
                        .or(row::authority)
                        .filter(sni -> !sni.equals("none"))
                        .orElse("")
                : "";
        return new AskedRequest("GET", scheme + "://" + name.replaceFirst(":[0-9]*$", "") + ":" + port, List.of());
    }

    static Answer answer(Explanation explanation) {
        String text = "\n    " + ExplainText.of(explanation, rule -> "").replace("\n", "\n    ");
        if (!(explanation.end() instanceof Explanation.Relayed relayed)) {
            return Answer.refused(text);
        }
        ClusterPlan cluster = relayed.cluster();
        ObjectRef backend = cluster.backend();
        String inside = relayed.listener().tls().isPresent() && !relayed.terminated()
                ? explanation.request().url().replaceFirst("^tls://(.*):[0-9]*$", "$1")
                : "plain";
        return new Answer(
                        false,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        "",
                        Optional.of(new Answer.Seen(
                                backend.namespace() + "/" + backend.name(),
                                0,
                                "",
                                "",
                                "",
                                Map.of(),
                                "",
                                cluster.tls().map(ClusterPlan.Tls::serverName).orElse(inside),
                                List.of())),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Duration.ZERO,
                        "")
                .explained(text);
    }
}
