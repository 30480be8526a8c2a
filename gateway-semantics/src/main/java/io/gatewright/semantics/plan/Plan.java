package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one Gateway must do. Immutable; two plans are equal when they ask for the same, whatever order they were built in.
 * The same value is the golden output of tests, the wire between controller and proxy, the configuration dump and the
 * input of any data plane.
 */
public final class Plan {
    private final ObjectRef gateway;
    private final SortedTree<String, PlanEntry> entries;

    private Plan(ObjectRef gateway, SortedTree<String, PlanEntry> entries) {
        this.gateway = gateway;
        this.entries = entries;
    }

    /** A plan that asks for nothing: no port is bound. */
    public static Plan empty(ObjectRef gateway) {
        return new Plan(gateway, SortedTree.empty());
    }

    /**
     * A plan of these entries, in any order.
     *
     * @throws IllegalArgumentException if two entries have the same key: that is a bug of the caller
     */
    public static Plan of(ObjectRef gateway, Collection<? extends PlanEntry> entries) {
        TreeMap<String, PlanEntry> sorted = new TreeMap<>();
        for (PlanEntry entry : entries) {
            if (sorted.put(entry.key(), entry) != null) {
                throw new IllegalArgumentException("two plan entries with key " + entry.key());
            }
        }
        return new Plan(gateway, SortedTree.copyOf(sorted));
    }

    /**
     * A plan of these entries.
     *
     * @param entries each under its own {@link PlanEntry#key}
     */
    public static Plan of(ObjectRef gateway, SortedMap<String, PlanEntry> entries) {
        return new Plan(gateway, SortedTree.copyOf(entries));
    }

    /** The Gateway that this plan belongs to. */
    public ObjectRef gateway() {
        return gateway;
    }

    /** All entries by key, in key order. */
    public SortedMap<String, PlanEntry> entries() {
        return entries.asMap();
    }

    /** The entry of this key, if the plan has it. */
    public Optional<PlanEntry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** All listeners, in key order. */
    public List<ListenerPlan> listeners() {
        return family("listener/", ListenerPlan.class);
    }

    /** All routes, in key order. */
    public List<RoutePlan> routes() {
        return family("route/", RoutePlan.class);
    }

    /** All rules, in key order. */
    public List<RulePlan> rules() {
        return family("rule/", RulePlan.class);
    }

    /** The rules of one route, in the order of its specification. */
    public List<RulePlan> rules(ObjectRef route) {
        List<RulePlan> own = new ArrayList<>(2);
        // keys sort as text, so rule 10 comes before rule 2
        family("rule/" + route.kind() + "/" + route.namespace() + "/" + route.name() + "/", RulePlan.class).stream()
                .filter(rule -> rule.route().equals(route))
                .sorted(Comparator.comparingInt(RulePlan::index))
                .forEach(own::add);
        return Collections.unmodifiableList(own);
    }

    /** All clusters, in key order. */
    public List<ClusterPlan> clusters() {
        return family("cluster/", ClusterPlan.class);
    }

    /** All endpoints, in key order. */
    public List<EndpointsPlan> endpoints() {
        return family("endpoints/", EndpointsPlan.class);
    }

    /** All certificates to show, in key order. */
    public List<CertificatePlan> certificates() {
        return family("certificate/", CertificatePlan.class);
    }

    /** All certificate authorities, in key order. */
    public List<TrustPlan> trusts() {
        return family("trust/", TrustPlan.class);
    }

    private <E extends PlanEntry> List<E> family(String prefix, Class<E> type) {
        // '0' is the character after '/': the sub-map holds exactly the keys with this prefix
        String end = prefix.substring(0, prefix.length() - 1) + '0';
        List<E> found = new ArrayList<>();
        for (PlanEntry entry : entries.asMap().subMap(prefix, end).values()) {
            found.add(type.cast(entry));
        }
        return Collections.unmodifiableList(found);
    }

    /**
     * This plan with a difference applied.
     *
     * @throws IllegalArgumentException if the difference belongs to another Gateway
     */
    public Plan apply(PlanDiff diff) {
        if (!diff.gateway().equals(gateway)) {
            throw new IllegalArgumentException("difference for " + diff.gateway() + " applied to " + gateway);
        }
        SortedTree<String, PlanEntry> next = entries;
        for (String key : diff.gone()) {
            next = next.without(key);
        }
        for (PlanEntry entry : diff.puts()) {
            next = next.with(entry.key(), entry);
        }
        return new Plan(gateway, next);
    }

    /** Tells, in key order, which entries are not as they were; costs what the change is worth. */
    public void since(Plan before, SortedTree.Difference<String, PlanEntry> difference) {
        entries.since(before.entries, difference);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Plan plan && gateway.equals(plan.gateway) && entries.equals(plan.entries);
    }

    @Override
    public int hashCode() {
        return 31 * gateway.hashCode() + entries.hashCode();
    }

    @Override
    public String toString() {
        return "Plan[" + gateway + ", " + entries.size() + " entries]";
    }
}
