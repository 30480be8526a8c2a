package io.gatewright.semantics.match;

import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.pick.WeightedChoice;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The routes below HTTP of one listener. A TLSRoute is chosen by server name: exact, then the longest wildcard, then none;
 * of a TCP or UDP listener, and of routes for one name, only the oldest serves. Immutable, for any thread.
 */
public final class StreamTable {
    /** No routes at all. */
    static final StreamTable NONE = new StreamTable(List.of(), Map.of());

    private static final Comparator<Optional<Hostname>> NAMED_FIRST = Comparator.comparing(name -> name, (a, b) -> {
        if (a.isPresent() && b.isPresent()) {
            return a.get().compareTo(b.get());
        }
        return Boolean.compare(a.isEmpty(), b.isEmpty());
    });

    /** The better of two that take the same server name comes first. */
    private static final Comparator<Entry> BEST_FIRST = Comparator.comparing(
                    (Entry entry) -> entry.host().declared(), NAMED_FIRST) // the route's own more specific name
            .thenComparing(entry -> entry.route().created()) // the oldest route
            .thenComparing(entry -> entry.route().route()) // by namespace and name
            .thenComparing(entry -> entry.host().effective(), NAMED_FIRST); // for a fixed order, nobody's precedence

    private final List<Entry> entries;
    private final HostIndex<List<Entry>> byName;

    private StreamTable(List<Entry> entries, Map<Optional<Hostname>, List<Entry>> byName) {
        this.entries = entries;
        HostIndex.Editor<List<Entry>> names = HostIndex.<List<Entry>>empty().edit();
        byName.forEach(names::put);
        this.byName = names.build();
    }

    /**
     * A route under one of its names, with the only rule it may have.
     *
     * @param shares by index of {@link RulePlan#backends()}
     */
    public record Entry(RoutePlan route, RoutePlan.Host host, RulePlan rule, WeightedChoice shares) {}

    /** Made anew when one of its routes changes.
     *
     * @param sources routes below HTTP, in any order
     */
    static StreamTable of(List<RuleTable.Source> sources) {
        List<Entry> entries = new ArrayList<>();
        for (RuleTable.Source source : sources) {
            if (!source.rules().isEmpty()) {
                RulePlan rule = source.rules().get(0);
                WeightedChoice shares = WeightedChoice.of(
                        rule.backends().stream().map(BackendPlan::weight).toList());
                entries.add(new Entry(source.route(), source.host(), rule, shares));
            }
        }
        if (entries.isEmpty()) {
            return NONE;
        }
        entries.sort(BEST_FIRST);
        Map<Optional<Hostname>, List<Entry>> byName = new HashMap<>();
        entries.forEach(entry -> byName.computeIfAbsent(entry.host().effective(), name -> new ArrayList<>(1))
                .add(entry));
        return new StreamTable(List.copyOf(entries), byName);
    }

    /** All routes under all their names, those that never serve too: of two for one name the one that serves is first. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * The route for a connection, without a trace.
     *
     * @param serverName lower case; null for TCP, UDP and TLS without server name
     * @return null if no route of this listener takes it
     */
    public @Nullable Entry find(@Nullable String serverName) {
        return find(serverName, Trace.NONE);
    }

    /** The route for a connection, or null. */
    public @Nullable Entry find(@Nullable String serverName, Trace trace) {
        HostIndex.Node<List<Entry>> node = byName.find(serverName == null ? "" : serverName);
        if (trace.on()) {
            tell(node, serverName, trace);
        }
        return node == null ? null : node.value.get(0);
    }

    private void tell(HostIndex.@Nullable Node<List<Entry>> node, @Nullable String serverName, Trace trace) {
        if (node == null) {
            entries.stream()
                    .map(entry -> name(entry.host().effective()))
                    .distinct()
                    .forEach(name -> trace.step(new Step(
                            Step.Kind.HOST,
                            name,
                            Verdict.SKIPPED,
                            serverName == null
                                    ? "there is no server name"
                                    : "does not stand for server name `" + serverName + "`")));
            return;
        }
        if (serverName != null) {
            trace.step(new Step(
                    Step.Kind.HOST,
                    name(node.name),
                    Verdict.TAKEN,
                    "most specific for server name `" + serverName + "`"));
        }
        Entry winner = node.value.get(0);
        for (Entry entry : node.value) {
            trace.step(new Step(
                    Step.Kind.CANDIDATE,
                    entry.route().route().toString(),
                    entry == winner ? Verdict.TAKEN : Verdict.SKIPPED,
                    entry != winner
                            ? "only one route serves, and " + winner.route().route() + " " + before(winner, entry)
                            : node.value.size() == 1 ? "the only route" : "the first of " + node.value.size()));
        }
    }

    /** Why one entry stands before another of the same name. */
    private static String before(Entry winner, Entry loser) {
        if (!winner.host().declared().equals(loser.host().declared())) {
            return "names the host more closely";
        }
        return winner.route().created().equals(loser.route().created()) ? "comes first by name" : "is older";
    }

    private static String name(Optional<Hostname> name) {
        return name.map(Hostname::text).orElse("*");
    }
}
