package io.gatewright.semantics.plan;

import java.util.function.Consumer;

/** Where plans go: a data plane in this process, a feed to proxies, a translator for another proxy. */
public interface PlanSink {
    /**
     * Takes the next difference of one Gateway's plan. Differences of one Gateway arrive in order of version, from one
     * thread; the first is against the empty plan.
     *
     * @param diff what changed; never empty except for the very first
     * @param acks told exactly once, on any thread, when this version serves (in whole or in part)
     */
    void accept(PlanDiff diff, Consumer<Ack> acks);
}
