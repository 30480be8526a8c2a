package io.gatewright.runtime.snapshot;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SharedTable;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan made executable. Immutable, for use by any thread; unchanged parts are shared with the snapshot before. */
public final class Snapshot {
    private final Plan plan;
    private final long version;
    private final Tables tables;
    private final SharedTable<String, Cluster> clusters;

    Snapshot(Plan plan, long version, Tables tables, SharedTable<String, Cluster> clusters) {
        this.plan = plan;
        this.version = version;
        this.tables = tables;
        this.clusters = clusters;
    }

    /** A snapshot that serves nothing. */
    public static Snapshot empty(ObjectRef gateway) {
        Plan plan = Plan.empty(gateway);
        return new Snapshot(plan, 0, Tables.empty(plan), SharedTable.empty());
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

    /** Listeners, hosts and rules, compiled. */
    public Router router() {
        return tables.router();
    }

    /** A port as its listeners declare it, or null if the plan does not use it. */
    public @Nullable PortView port(int port, boolean udp) {
        return (udp ? tables.udp() : tables.tcp()).get(port);
    }

    /** All ports for TCP, in order of their number. */
    public Collection<PortView> tcpPorts() {
        return tables.tcp().values();
    }

    /** All ports for UDP, in order of their number. */
    public Collection<PortView> udpPorts() {
        return tables.udp().values();
    }

    /** The certificates that its listeners show. */
    public List<Meters.Served> served() {
        return tables.served();
    }

    /** What of the plan could not be made, in key order. */
    public List<Ack.Problem> problems() {
        return tables.problems();
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

    /** The clusters that a rule's backends name, those that exist, in the order of its backends. */
    public List<Cluster> clusters(RulePlan rule) {
        List<Cluster> found = new ArrayList<>();
        for (BackendPlan backend : rule.backends()) {
            Cluster cluster = backend.target() instanceof BackendPlan.Cluster named ? clusters.get(named.key()) : null;
            if (cluster != null) {
                found.add(cluster);
            }
        }
        return found;
    }

    Tables tables() {
        return tables;
    }

    SharedTable<String, Cluster> clusters() {
        return clusters;
    }
}
