package io.gatewright.app.proxy;

import io.gatewright.app.feed.FeedClient;
import io.gatewright.app.feed.FollowedPlan;
import io.gatewright.app.feed.LocalCopy;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.DataPlane;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Serves one Gateway as its controller says, and goes on with the last plan when there is no controller, also after a restart.
 * Methods may be called by any thread.
 */
public final class Proxy implements AutoCloseable {
    private final FeedClient.Settings feed;
    private final RuntimeSettings runtime;
    private final LocalCopy copy;
    private final FollowedPlan followed;
    private final Tidying tidying = new Tidying();
    private volatile @Nullable DataPlane dataPlane;
    private volatile @Nullable FeedClient client;
    private volatile @Nullable Ack served;
    private volatile boolean restored;

    private Proxy(FeedClient.Settings feed, RuntimeSettings runtime, @Nullable Path planFolder) {
        this.feed = feed;
        this.runtime = runtime;
        this.copy = new LocalCopy(planFolder);
        this.followed = new FollowedPlan(feed.gateway(), this::open, copy);
    }

    /**
     * Starts: serves the plan that was kept, if there is one, and asks for the newest.
     *
     * @param runtime without session key, which comes with the plan
     * @param planFolder where the plan is kept; null: nowhere
     * @param chance spreads attempts to connect
     */
    public static Proxy start(
            FeedClient.Settings feed, RuntimeSettings runtime, @Nullable Path planFolder, RandomGenerator chance) {
        Proxy proxy = new Proxy(feed, runtime, planFolder);
        proxy.restored = proxy.followed.restore(proxy::later);
        proxy.client = FeedClient.start(feed, proxy.followed, chance);
        Ack early = proxy.served;
        if (early != null) {
            proxy.later(early); // said before there was anybody to tell
        }
        return proxy;
    }

    private PlanSink open(byte[] sessionKey) {
        DataPlane opened = DataPlane.start(
                runtime.with()
                        .sessionKey(new RuntimeSettings.SessionKey(sessionKey))
                        .build(),
                this::later);
        dataPlane = opened;
        return (diff, acks) -> opened.accept(diff, told(acks));
    }

    private Consumer<Ack> told(Consumer<Ack> acks) {
        return ack -> {
            served = ack;
            acks.accept(ack);
            tidying.changed();
        };
    }

    private void later(Ack ack) {
        served = ack;
        FeedClient known = client;
        if (known != null) {
            known.acknowledge(ack);
        }
    }

    /** Whose. */
    public ObjectRef gateway() {
        return feed.gateway();
    }

    /** What this proxy does. */
    public Plan plan() {
        return followed.plan();
    }

    /** What the data plane said last; nothing before the first plan. */
    public Optional<Ack> served() {
        return Optional.ofNullable(served);
    }

    /** Whether a controller feeds it at the moment. */
    public boolean connected() {
        FeedClient known = client;
        return known != null && known.connected();
    }

    /** Whether it began with the plan that was kept. */
    public boolean restored() {
        return restored;
    }

    /** All counters; nothing before the first plan. */
    public Optional<Meters> meters() {
        return Optional.ofNullable(dataPlane).map(DataPlane::meters);
    }

    /** Why it is not ready for traffic; empty when it is. */
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        DataPlane plane = dataPlane;
        if (plane != null && plane.draining()) {
            obstacles.add("draining");
        }
        Ack ack = served;
        if (ack == null) {
            obstacles.add("no plan yet: waiting for the controller `" + feed.target() + "`");
        }
        return obstacles;
    }

    /**
     * Ends in an orderly way, as {@link DataPlane#drain}.
     *
     * @return completed when no connection is left
     */
    public CompletableFuture<Void> drain(Duration deadline) {
        DataPlane plane = dataPlane;
        return plane == null ? CompletableFuture.completedFuture(null) : plane.drain(deadline);
    }

    /** Stops at once. */
    @Override
    public void close() {
        FeedClient known = client;
        if (known != null) {
            known.close();
        }
        DataPlane plane = dataPlane;
        if (plane != null) {
            plane.close();
        }
        copy.close();
        tidying.close();
    }
}
