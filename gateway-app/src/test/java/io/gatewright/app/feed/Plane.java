package io.gatewright.app.feed;

import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanSink;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A data plane that binds what listeners declare and answers at once, or when the test says so. */
final class Plane implements PlanSink {
    /** What it was told. */
    record Told(PlanDiff diff, Plan plan, Consumer<Ack> acks) {
        void answer() {
            List<Ack.Bound> bound = plan.listeners().stream()
                    .map(ListenerPlan::port)
                    .map(port -> new Ack.Bound(port, false, "10.0.0.1", port))
                    .toList();
            acks.accept(new Ack(diff.gateway(), diff.version(), bound, List.of()));
        }
    }

    final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    final BlockingQueue<byte[]> opened = new LinkedBlockingQueue<>();
    private volatile boolean held;
    private Plan plan = Plan.empty(Feeds.GATEWAY);

    /** Makes it as a proxy does, when the session key is known. */
    PlanSink open(byte[] sessionKey) {
        opened.add(sessionKey);
        return this;
    }

    /** From now on the test answers. */
    void hold() {
        held = true;
    }

    @Override
    public void accept(PlanDiff diff, Consumer<Ack> acks) {
        plan = plan.apply(diff);
        Told now = new Told(diff, plan, acks);
        if (!held) {
            now.answer();
        }
        told.add(now);
    }

    Told next() throws InterruptedException {
        return Feeds.next(told, "a difference");
    }
}
