package io.gatewright.runtime.snapshot;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Plan;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plan made executable. Immutable, for use by any thread; unchanged parts are shared with the snapshot before. */
public final class Snapshot {
    private final Plan plan;
    private final long version;
    private final Map<String, Cluster> clusters;

    Snapshot(Plan plan, long version, Map<String, Cluster> clusters) {
        this.plan = plan;
        this.version = version;
        this.clusters = clusters;
    }

    /** A snapshot that serves nothing. */
    public static Snapshot empty(ObjectRef gateway) {
        return new Snapshot(Plan.empty(gateway), 0, Map.of());
    }

    /** Whose. */
    public ObjectRef gateway() {
        return plan.gateway();
    }

    /** What it was made of. */
    public Plan plan() {
        return plan;
    }

    /** The version of the difference that led to it; 0 before the first. */
    public long version() {
        return version;
    }

    /**
     * The cluster of this key.
     *
     * @param key a {@link io.gatewright.semantics.plan.ClusterPlan#key()}
     * @return null if the plan has none: its backend is answered like one that cannot be resolved
     */
    public @Nullable Cluster cluster(String key) {
        return clusters.get(key);
    }
}
