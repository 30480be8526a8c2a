package io.gatewright.bench.resolve;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.PlanDiff;
import java.util.List;
import java.util.Set;

/**
 * What came of one batch of events, and what it cost on the loop's own thread.
 *
 * @param plan up to the last plan difference handed out; if there was none, up to the end
 * @param report from there until it is known to which objects something else is said
 * @param ack the whole turn that the data plane's acknowledgement causes
 * @param proxy until a proxy has the differences ready to serve
 * @param wallNanos from the offer until the report's difference, as a clock on the wall sees it
 * @param diffs the differences, one a Gateway
 * @param reports objects to which something else is said now, or nothing more
 */
record Turn(
        Cost plan, Cost report, Cost ack, Cost proxy, long wallNanos, List<PlanDiff> diffs, Set<ObjectRef> reports) {
    /**
     * Of one thread.
     *
     * @param cpuNanos time on a processor
     * @param bytes allocated
     */
    record Cost(long cpuNanos, long bytes) {
        static final Cost NONE = new Cost(0, 0);

        Cost since(Cost before) {
            return new Cost(cpuNanos - before.cpuNanos, bytes - before.bytes);
        }
    }

    Edit.Effect effect() {
        return new Edit.Effect(
                diffs.stream().mapToInt(diff -> diff.puts().size()).sum(),
                diffs.stream().mapToInt(diff -> diff.gone().size()).sum(),
                reports.size());
    }
}
