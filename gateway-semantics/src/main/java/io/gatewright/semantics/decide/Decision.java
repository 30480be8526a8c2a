package io.gatewright.semantics.decide;

import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.match.Match;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
public sealed interface Decision {
    /**
     * The gateway answers.
     *
     * @param reply the answer
     * @param match the rule that made it; null if it never came to a rule
     * @param response changes for the answer: {@link ResponseEdits#applyToLocalReply}
     */
    record Reply(LocalReply reply, @Nullable Match match, ResponseEdits response) implements Decision {}

    /**
     * A filter needs I/O before it can go on. The data plane runs the filter; if it lets the request pass, {@link
     * Evaluation#resume} gives the next decision, otherwise the data plane answers.
     *
     * @param filter an external authorization or an extension
     * @param evaluation where to go on
     */
    record Ask(FilterPlan filter, Evaluation evaluation) implements Decision {}

    /**
     * The request goes to a backend; all edits of its head are done.
     *
     * @param match the rule and why
     * @param backend the chosen one
     * @param backendIndex its position in the rule
     * @param cluster key of its {@link io.gatewright.semantics.plan.ClusterPlan}
     * @param mirrors copies to send, in the order of their filters
     * @param response changes for the head of the response
     */
    record Forward(
            Match match,
            BackendPlan backend,
            int backendIndex,
            String cluster,
            List<MirrorCopy> mirrors,
            ResponseEdits response)
            implements Decision {
        public RulePlan rule() {
            return match.rule();
        }
    }
}
