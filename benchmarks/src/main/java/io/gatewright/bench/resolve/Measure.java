package io.gatewright.bench.resolve;

import io.gatewright.bench.output.Row;
import io.gatewright.bench.resolve.Edit.Step;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.report.Reports;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** Measures one world, in a process of its own. */
final class Measure {
    private static final double MILLION = 1e6;
    private static final int FEWEST = 3;
    private static final int MOST = 20_000;

    private final String world;
    private final int size;
    private final Declared declared;
    private final boolean quick;
    private final Pattern only;
    private final Consumer<Row> rows;

    /**
     * A measurement.
     *
     * @param sets whether each route has a ListenerSet of its own
     * @param only cases whose name this finds
     * @param rows told of each case
     */
    Measure(int routes, boolean sets, boolean quick, Pattern only, Consumer<Row> rows) {
        this.world = sets ? "ListenerSets: " : "HTTPRoutes: ";
        this.size = routes;
        this.declared = new Declared(routes, sets);
        this.quick = quick;
        this.only = only;
        this.rows = rows;
    }

    void run() {
        if (wanted(FULL)) {
            full();
        }
        List<Edit> edits = declared.edits().stream()
                .filter(edit ->
                        wanted(edit.there().name()) || wanted(edit.back().name()))
                .toList();
        if (edits.isEmpty()) {
            return;
        }
        try (MeteredLoop loop = new MeteredLoop(true)) {
            loop.turn(puts(declared.objects()));
            for (Edit edit : edits) {
                edit(loop, edit);
            }
        }
    }

    private static final String FULL = "full build";

    private boolean wanted(String name) {
        return only.matcher(name).find();
    }

    private static List<Event> puts(List<ApiObject> objects) {
        return objects.stream().<Event>map(Event.Put::new).toList();
    }

    private void full() {
        List<ApiObject> objects = declared.objects();
        List<Event> events = puts(objects);
        List<Turn> turns = new ArrayList<>();
        int warm = quick ? 1 : 4;
        int rounds = quick ? 2 : 7;
        for (int round = 0; round < warm + rounds; round++) {
            try (MeteredLoop loop = new MeteredLoop(false)) {
                Turn turn = loop.turn(events);
                check(loop);
                if (round >= warm) {
                    turns.add(turn);
                }
            }
        }
        Map<String, Double> figures = new HashMap<>(figures(turns));
        retained(figures);
        rows.accept(new Row(world + FULL, size, figures));
    }

    /** The heap by what is added to it: nothing, the world, and all that the loop keeps. */
    private void retained(Map<String, Double> figures) {
        long nothing = Heap.live();
        figures.put("world_retained_mb", (withWorld() - nothing) / MILLION);
        try (MeteredLoop loop = new MeteredLoop(false)) {
            loop.turn(puts(declared.objects()));
            figures.put("retained_mb", (Heap.live() - nothing) / MILLION);
            check(loop);
        }
    }

    private long withWorld() {
        World world = World.of(declared.objects());
        long live = Heap.live();
        if (world.size() < size) { // asked afterwards, so that it is still there when the heap is read
            throw new IllegalStateException("expected more than " + size + " objects, got " + world);
        }
        return live;
    }

    /** What the loop holds is what a full run from nothing finds. */
    private void check(MeteredLoop loop) {
        Topology fresh = Topology.of(loop.state().world(), Settings.defaults());
        expect(
                "plans",
                Planner.plan(fresh, EndpointSets.of(loop.state().world())),
                loop.state().plans());
        expect(
                "reports",
                Reports.of(fresh, loop.state().acks()).objects(),
                loop.state().report().objects());
        expect(
                "routes of the plan",
                size,
                loop.state().plans().stream()
                        .mapToInt(plan -> plan.routes().size())
                        .sum());
        if (!loop.state().report().unsettled().isEmpty()) {
            throw new IllegalStateException(
                    "not settled: " + loop.state().report().unsettled());
        }
    }

    private void edit(MeteredLoop loop, Edit edit) {
        Map<Step, List<Turn>> turns = new LinkedHashMap<>();
        turns.put(edit.there(), new ArrayList<>());
        turns.put(edit.back(), new ArrayList<>());
        step(loop, edit.there());
        expect(
                edit.there().name() + ": plans after the edit",
                Planner.plan(
                        Topology.of(loop.state().world(), Settings.defaults()),
                        EndpointSets.of(loop.state().world())),
                loop.state().plans());
        step(loop, edit.back());
        check(loop);
        repeat(loop, turns, quick ? 1 : 3);
        turns.values().forEach(List::clear);
        repeat(loop, turns, quick ? 1 : 4);
        check(loop);
        Map<String, List<Turn>> named = new LinkedHashMap<>();
        turns.forEach((step, list) ->
                named.computeIfAbsent(step.name(), name -> new ArrayList<>()).addAll(list));
        named.forEach((name, list) -> rows.accept(new Row(world + name, size, figures(list))));
    }

    private static void repeat(MeteredLoop loop, Map<Step, List<Turn>> turns, int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int round = 0; round < MOST && (round < FEWEST || System.nanoTime() < end); round++) {
            turns.forEach((step, list) -> list.add(step(loop, step)));
        }
    }

    private static Turn step(MeteredLoop loop, Step step) {
        Turn turn = loop.turn(List.of(step.event()));
        if (!turn.effect().equals(step.effect())) {
            throw new IllegalStateException(step.name() + ": expected " + step.effect() + ", got " + turn.effect()
                    + ": " + turn.diffs() + ", reports on " + turn.reports());
        }
        return turn;
    }

    private static void expect(String what, Object expected, Object got) {
        if (!expected.equals(got)) {
            throw new IllegalStateException(what + ": a full run from nothing finds something else");
        }
    }

    private static Map<String, Double> figures(List<Turn> turns) {
        Map<String, Double> figures = new HashMap<>();
        put(figures, "plan_cpu_ms", turns, turn -> turn.plan().cpuNanos() / MILLION);
        put(figures, "report_cpu_ms", turns, turn -> turn.report().cpuNanos() / MILLION);
        put(figures, "ack_cpu_ms", turns, turn -> turn.ack().cpuNanos() / MILLION);
        put(figures, "proxy_cpu_ms", turns, turn -> turn.proxy().cpuNanos() / MILLION);
        put(figures, "proxy_kb", turns, turn -> turn.proxy().bytes() / 1e3);
        put(figures, "wall_ms", turns, turn -> turn.wallNanos() / MILLION);
        put(figures, "plan_kb", turns, turn -> turn.plan().bytes() / 1e3);
        put(figures, "report_kb", turns, turn -> turn.report().bytes() / 1e3);
        put(figures, "ack_kb", turns, turn -> turn.ack().bytes() / 1e3);
        figures.put("puts", (double) turns.get(0).effect().puts());
        figures.put("gone", (double) turns.get(0).effect().gone());
        figures.put("reports", (double) turns.get(0).effect().reports());
        figures.put("turns", (double) turns.size());
        return figures;
    }

    /** The median, and what all but a twentieth stay below. */
    private static void put(
            Map<String, Double> figures, String name, List<Turn> turns, ToDoubleFunction<Turn> measure) {
        double[] sorted = turns.stream().mapToDouble(measure).sorted().toArray();
        figures.put(name, sorted[sorted.length / 2]);
        figures.put(name + "_p95", sorted[Math.min(sorted.length - 1, sorted.length * 95 / 100)]);
    }
}
