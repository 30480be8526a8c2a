package io.gatewright.runtime.snapshot;

import io.gatewright.model.name.Hostname;
import io.gatewright.runtime.tls.NameTable;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.pick.WeightedChoice;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rule a connection below HTTP gets. A TLSRoute is chosen by server name: exact, then the longest wildcard, then
 * none; of a TCP or UDP listener only the oldest route serves. Immutable, for any thread.
 */
public final class StreamRoutes {
    /** No routes at all. */
    static final StreamRoutes NONE = new StreamRoutes(Map.of());

    private static final Comparator<Optional<Hostname>> NAMED_FIRST = Comparator.comparing(name -> name, (a, b) -> {
        if (a.isPresent() && b.isPresent()) {
            return a.get().compareTo(b.get());
        }
        return Boolean.compare(a.isEmpty(), b.isEmpty());
    });

    /** The better of two that take the same server name comes first. */
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(
                    (Candidate candidate) -> candidate.host.declared(),
                    NAMED_FIRST) // the route's own more specific name
            .thenComparing(candidate -> candidate.route.created()) // the oldest route
            .thenComparing(candidate -> candidate.route.route()); // by namespace and name

    private final Map<ListenerKey, NameTable<Entry>> tables;

    private StreamRoutes(Map<ListenerKey, NameTable<Entry>> tables) {
        this.tables = tables;
    }

    /**
     * A rule with the shares of its backends.
     *
     * @param shares by index of {@link RulePlan#backends()}
     */
    public record Entry(RulePlan rule, WeightedChoice shares) {
        Entry(RulePlan rule) {
            this(
                    rule,
                    WeightedChoice.of(
                            rule.backends().stream().map(BackendPlan::weight).toList()));
        }
    }

    private record Candidate(RoutePlan route, RoutePlan.Host host, RulePlan rule) {}

    static StreamRoutes of(Plan plan) {
        Set<ListenerKey> streams = new HashSet<>();
        for (ListenerPlan listener : plan.listeners()) {
            if (!listener.protocol().http()) {
                streams.add(listener.listener());
            }
        }
        if (streams.isEmpty()) {
            return NONE;
        }
        Map<String, RulePlan> first = new HashMap<>();
        plan.rules()
                .forEach(rule ->
                        first.merge(RoutePlan.key(rule.route()), rule, (a, b) -> a.index() <= b.index() ? a : b));
        Map<ListenerKey, List<Candidate>> candidates = new HashMap<>();
        for (RoutePlan route : plan.routes()) {
            RulePlan rule = first.get(route.key());
            if (rule == null || route.kind() == RouteKind.HTTP || route.kind() == RouteKind.GRPC) {
                continue;
            }
            for (RoutePlan.Binding binding : route.bindings()) {
                if (streams.contains(binding.listener())) {
                    List<Candidate> list = candidates.computeIfAbsent(binding.listener(), key -> new ArrayList<>());
                    binding.hosts().forEach(host -> list.add(new Candidate(route, host, rule)));
                }
            }
        }
        Map<ListenerKey, NameTable<Entry>> tables = new HashMap<>();
        candidates.forEach((listener, list) -> {
            list.sort(BEST_FIRST);
            NameTable<Entry> table = new NameTable<>();
            list.forEach(candidate -> table.put(candidate.host.effective(), new Entry(candidate.rule)));
            tables.put(listener, table);
        });
        return new StreamRoutes(tables);
    }

    /**
     * The rule for a connection.
     *
     * @param serverName lower case; null for TCP, UDP and TLS without server name
     * @return null if no route of this listener takes it
     */
    public @Nullable Entry find(ListenerKey listener, @Nullable String serverName) {
        NameTable<Entry> table = tables.get(listener);
        return table == null ? null : table.find(serverName);
    }
}
