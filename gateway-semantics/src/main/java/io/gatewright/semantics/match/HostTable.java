package io.gatewright.semantics.match;

import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of one listener with their rules. A request walks from the most specific host to the least specific one until
 * a rule takes it: precedence among hosts comes before everything else, and a more specific host that has no rule for the
 * request does not hide the others. Immutable; a changed copy shares the tables of all other hosts.
 */
public final class HostTable {
    /** Most characters in a non-wildcard hostname, then most characters, then routes without hostname. */
    private static final Comparator<Optional<Hostname>> MOST_SPECIFIC_FIRST =
            Comparator.comparing(name -> name.orElse(null), Comparator.nullsLast(Comparator.naturalOrder()));

    /** The rules under one effective host, apart by the hostname that the routes declare, most specific first. */
    private record Level(Optional<Hostname> declared, RuleTable rules) {}

    static final HostTable EMPTY = new HostTable(HostIndex.empty());

    private final HostIndex<Level[]> index;

    private HostTable(HostIndex<Level[]> index) {
        this.index = index;
    }

    /** This table after changes under some of its hosts. */
    HostTable next(ListenerKey listener, Map<RoutePlan.Host, RuleTable.Change> changes, Expressions expressions) {
        HostIndex.Editor<Level[]> next = index.edit();
        changes.forEach((host, change) -> {
            Level[] before = next.value(host.effective());
            List<Level> levels = new ArrayList<>(before == null ? List.of() : List.of(before));
            RuleTable old = rules(before, host);
            levels.removeIf(level -> level.declared.equals(host.declared()));
            RuleTable rules = RuleTable.next(old, listener, change, expressions);
            if (rules != null) {
                levels.add(new Level(host.declared(), rules));
                levels.sort(Comparator.comparing(Level::declared, MOST_SPECIFIC_FIRST));
            }
            next.put(host.effective(), levels.isEmpty() ? null : levels.toArray(Level[]::new));
        });
        return new HostTable(next.build());
    }

    /** The best match for the request, or null: a 404. */
    public @Nullable Match match(RequestHead head, Trace trace) {
        for (HostIndex.Node<Level[]> node = index.find(head.host()); node != null; node = index.next(node)) {
            for (Level level : node.value) {
                Match found = level.rules.match(head, trace);
                if (trace.on()) {
                    trace.step(hostStep(node.name, level, found != null));
                }
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static Step hostStep(Optional<Hostname> name, Level level, boolean found) {
        String subject = name.map(Hostname::text).orElse("*");
        String declared = level.declared
                .map(host -> "hostname of its routes: `" + host.text() + "`")
                .orElse("its routes name no host");
        return new Step(
                Step.Kind.HOST,
                subject,
                found ? Verdict.TAKEN : Verdict.SKIPPED,
                (found ? "a rule takes the request" : "no rule takes the request") + ", " + declared);
    }

    boolean isEmpty() {
        return index.isEmpty();
    }

    /** The routes below HTTP, in no order. */
    List<RuleTable.Source> streams() {
        List<RuleTable.Source> found = new ArrayList<>();
        index.forEach(levels -> {
            for (Level level : levels) {
                found.addAll(level.rules.streams());
            }
        });
        return found;
    }

    /** The table for routes under exactly this host, or null. For inspection. */
    public @Nullable RuleTable rules(RoutePlan.Host host) {
        return rules(index.value(host.effective()), host);
    }

    private static @Nullable RuleTable rules(Level @Nullable [] levels, RoutePlan.Host host) {
        for (Level level : levels == null ? new Level[0] : levels) {
            if (level.declared.equals(host.declared())) {
                return level.rules;
            }
        }
        return null;
    }
}
