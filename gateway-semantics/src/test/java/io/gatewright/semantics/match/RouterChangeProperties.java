package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.ListenerPlan.Protocol;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.trace.RecordingTrace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What is made from the router before is the router that is made from nothing. */
class RouterChangeProperties {
    private static final String[] NAMES = {"a.example.com", "b.example.com", "x.a.example.com", "x.org"};
    private static final int CHANGES = 12;

    @Property(tries = 600)
    void a_router_that_follows_the_change_equals_a_fresh_one(@ForAll long seed) {
        Dice dice = new Dice(seed);
        Plan plan = dice.plan();
        Router router = Router.of(plan);
        for (int change = 2; change < 2 + CHANGES; change++) {
            Plan before = plan;
            plan = plan.apply(edit(dice, plan, change));
            router = Router.next(router, plan);
            Router fresh = Router.of(plan);
            String about = "change " + change + " from " + before.entries().values() + " to "
                    + plan.entries().values();
            assertEquals(ports(fresh), ports(router), about);
            assertEquals(fresh.expressions(), router.expressions(), about);
            for (int i = 0; i < 12; i++) {
                Heads request = dice.request();
                for (int port : new int[] {80, 81}) {
                    assertEquals(
                            answer(fresh, port, request),
                            answer(router, port, request),
                            () -> request + " after " + about);
                }
            }
            streams(plan, fresh, router, about);
        }
    }

    /** Routes come, go and change; so do their rules alone, and listeners with their hosts, ports and protocols. */
    private static PlanDiff edit(Dice dice, Plan plan, int version) {
        Map<String, PlanEntry> puts = new TreeMap<>();
        Set<String> gone = new HashSet<>();
        Plan other = dice.plan();
        other.entries().forEach((key, entry) -> {
            if (dice.oneIn(4)) {
                puts.put(key, entry);
            }
        });
        plan.entries().forEach((key, entry) -> {
            if (dice.oneIn(8)) {
                gone.add(key);
            }
        });
        for (ListenerPlan listener : plan.listeners()) {
            if (dice.oneIn(4)) {
                Protocol protocol = dice.oneIn(3) ? Protocol.TLS : dice.oneIn(3) ? Protocol.UDP : Protocol.HTTP;
                Plan changed = Plans.plan()
                        .listen(
                                listener.listener().section(),
                                dice.oneIn(2) ? 80 : 81,
                                protocol,
                                dice.oneIn(2) ? "" : dice.of(NAMES))
                        .build();
                changed.listeners().forEach(now -> puts.put(now.key(), now));
            }
        }
        if (dice.oneIn(3)) {
            Plans.Route stream = Plans.plan().route("ns0/s" + dice.below(3), RouteKind.TLS);
            stream.created(dice.below(3))
                    .on("l" + dice.below(3), dice.oneIn(3) ? "*.example.com" : dice.of(NAMES))
                    .rule()
                    .done()
                    .build()
                    .entries()
                    .forEach(puts::put);
        }
        gone.removeAll(puts.keySet());
        return new PlanDiff(
                plan.gateway(),
                version,
                List.copyOf(puts.values()),
                gone.stream().sorted().toList());
    }

    private static List<String> ports(Router router) {
        List<String> ports = new ArrayList<>();
        for (int number : new int[] {80, 81}) {
            for (Router.Port port : new Router.@Nullable Port[] {router.port(number), router.udpPort(number)}) {
                if (port != null) {
                    for (Router.Listener listener : port.listeners()) {
                        assertSame(listener, port.listener(listener.key()));
                        assertSame(listener, router.listener(listener.key()));
                        ports.add(number + " " + listener.plan());
                    }
                    for (String name : NAMES) {
                        Router.Listener chosen = port.listener(name);
                        assertSame(chosen, chosen == null ? null : router.listener(chosen.key()));
                        ports.add(name + " " + (chosen == null ? "" : chosen.key()));
                    }
                }
            }
        }
        return ports;
    }

    /** With the trace: it tells of each table and each rule that was looked at. */
    private static String answer(Router router, int number, Heads request) {
        Router.Port port = router.port(number);
        RequestHead head = request.head();
        Router.Listener listener = port == null ? null : port.listener(head.host());
        if (listener == null) {
            return "no listener";
        }
        RecordingTrace trace = new RecordingTrace();
        Match match = listener.hosts().match(head, trace);
        return (match == null ? "nothing" : match.rule() + "/" + match.rank().match()) + "\n" + trace;
    }

    private static void streams(Plan plan, Router fresh, Router router, String about) {
        for (ListenerPlan listener : plan.listeners()) {
            Router.Listener expected = fresh.listener(listener.listener());
            Router.Listener made = router.listener(listener.listener());
            assertNotNull(expected);
            assertNotNull(made);
            assertEquals(entries(expected.streams()), entries(made.streams()), about);
            for (String name : NAMES) {
                assertEquals(
                        entry(expected.streams().find(name)),
                        entry(made.streams().find(name)),
                        about);
            }
        }
    }

    private static List<String> entries(StreamTable streams) {
        return streams.entries().stream().map(RouterChangeProperties::entry).toList();
    }

    private static String entry(StreamTable.@Nullable Entry entry) {
        return entry == null ? "" : entry.host() + " " + entry.rule();
    }
}
