package io.gatewright.semantics.match;

import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of one listener with their rules. A request walks from the most specific host to the least specific one until
 * a rule takes it: precedence among hosts comes before everything else, and a more specific host that has no rule for the
 * request does not hide the others.
 */
public final class HostTable {
    /** Most characters in a non-wildcard hostname, then most characters, then routes without hostname. */
    private static final Comparator<Optional<Hostname>> MOST_SPECIFIC_FIRST =
            Comparator.comparing(name -> name.orElse(null), Comparator.nullsLast(Comparator.naturalOrder()));

    /** The rules under one effective host, apart by the hostname that the routes declare, most specific first. */
    private record Level(Optional<Hostname> declared, RuleTable rules) {}

    private final Map<RoutePlan.Host, RuleTable> tables;
    private final HostIndex<Level[]> index;

    private HostTable(Map<RoutePlan.Host, RuleTable> tables, HostIndex<Level[]> index) {
        this.tables = tables;
        this.index = index;
    }

    /** Compiles; tables of {@code before} whose sources are the same are taken over. */
    static HostTable of(
            ListenerKey listener, List<RuleTable.Source> sources, Expressions expressions, @Nullable HostTable before) {
        Map<RoutePlan.Host, List<RuleTable.Source>> groups = new LinkedHashMap<>();
        for (RuleTable.Source source : sources) {
            groups.computeIfAbsent(source.host(), host -> new ArrayList<>(1)).add(source);
        }
        Map<RoutePlan.Host, RuleTable> tables = new HashMap<>();
        Map<Optional<Hostname>, List<Level>> levels = new HashMap<>();
        groups.forEach((host, group) -> {
            RuleTable old = before == null ? null : before.tables.get(host);
            RuleTable table;
            if (old != null && old.sources.equals(group)) {
                table = old;
                expressions.adopt(old.expressions);
            } else {
                table = new RuleTable(listener, group, expressions);
            }
            tables.put(host, table);
            levels.computeIfAbsent(host.effective(), name -> new ArrayList<>(1)).add(new Level(host.declared(), table));
        });
        Map<Optional<Hostname>, Level[]> sorted = new HashMap<>();
        levels.forEach((name, list) -> {
            list.sort(Comparator.comparing(Level::declared, MOST_SPECIFIC_FIRST));
            sorted.put(name, list.toArray(Level[]::new));
        });
        return new HostTable(tables, new HostIndex<>(sorted));
    }

    /** The best match for the request, or null: a 404. */
    public @Nullable Match match(RequestHead head, Trace trace) {
        for (HostIndex.Node<Level[]> node = index.find(head.host()); node != null; node = node.next()) {
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

    /**
     * The rule for a whole connection (TLSRoute, TCPRoute, UDPRoute), or null if no route wants it.
     *
     * @param serverName from the ClientHello, lower-case; null or empty if there is none
     */
    public @Nullable Match connection(@Nullable String serverName) {
        String host = serverName == null ? "" : serverName;
        for (HostIndex.Node<Level[]> node = index.find(host); node != null; node = node.next()) {
            for (Level level : node.value) {
                Match found = level.rules.connection();
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    void keepExpressions(Expressions expressions) {
        tables.values().forEach(table -> expressions.adopt(table.expressions));
    }

    /** The table for routes under exactly this host, or null. For inspection. */
    public @Nullable RuleTable rules(RoutePlan.Host host) {
        return tables.get(host);
    }
}
