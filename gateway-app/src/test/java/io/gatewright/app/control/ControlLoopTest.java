package io.gatewright.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.files.Declared;
import io.gatewright.app.standalone.Implied;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.Event;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanSink;
import io.gatewright.semantics.report.ConditionReport;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.topology.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlLoopTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration NOW = Duration.ZERO;

    private final Sink sink = new Sink();
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private ControlLoop loop = start(Pace.DEFAULT);

    private ControlLoop start(Pace pace) {
        Settings settings = Settings.defaults();
        return ControlLoop.start(
                new ControlLoop.Wiring(settings, new Implied(settings.controllerName()), sink, reports::add), pace);
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    /** A data plane that keeps what it is told and acknowledges when the test says so. */
    private static final class Sink implements PlanSink {
        record Told(PlanDiff diff, Consumer<Ack> acks) {
            void acknowledge(Ack.Problem... problems) {
                Ack.Bound bound = new Ack.Bound(80, false, "127.0.0.1", 8080);
                acks.accept(new Ack(diff.gateway(), diff.version(), List.of(bound), List.of(problems)));
            }
        }

        private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
        /** Whoever has it holds up the control loop. */
        private final Semaphore hold = new Semaphore(1);
        /** Whether the next difference is lost. */
        private final AtomicBoolean failing = new AtomicBoolean();

        private final BlockingQueue<PlanDiff> lost = new LinkedBlockingQueue<>();

        @Override
        public void accept(PlanDiff diff, Consumer<Ack> acks) {
            if (failing.getAndSet(false)) {
                lost.add(diff);
                throw new IllegalStateException("on purpose");
            }
            told.add(new Told(diff, acks));
            hold.acquireUninterruptibly();
            hold.release();
        }

        Told next() throws InterruptedException {
            Told next = told.poll(60, TimeUnit.SECONDS);
            assertNotNull(next, "no plan was sent");
            return next;
        }
    }

    private static ObjectRef gatewayRef(String name) {
        return new ObjectRef(Kind.GATEWAY_GROUP, "Gateway", "default", name);
    }

    private static List<Event> gateway(String name) {
        return events("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: " + name
                + "}\nspec: {gatewayClassName: gatewright, listeners: [{name: http, port: 80, protocol: HTTP}]}\n");
    }

    private static List<Event> route(String name, String path) {
        return events("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: " + name
                + "}\nspec: {parentRefs: [{name: a}], rules: [{matches: [{path: {value: " + path + "}}]}]}\n");
    }

    private static List<Event> events(String yaml) {
        Declared declared = Declared.of(new TreeMap<>(Map.of("a", Declared.read("a", yaml))));
        assertFalse(declared.hasErrors(), declared.problems().toString());
        return declared.events();
    }

    private String programmed(String gateway) {
        return loop.state().report().of(gatewayRef(gateway)).orElseThrow().conditions().stream()
                .filter(condition -> condition.type().equals("Programmed"))
                .map(ConditionReport::status)
                .findFirst()
                .orElse("absent");
    }

    @Test
    void an_event_is_served_when_the_data_plane_has_acknowledged_its_plan() throws Exception {
        long number = loop.offer(gateway("a"));
        Sink.Told told = sink.next();
        assertTrue(loop.await(state -> state.decided() >= number, SOON));
        assertFalse(loop.awaitServed(number, NOW));
        assertEquals("Unknown", programmed("a"));
        told.acknowledge();
        assertTrue(loop.awaitServed(number, SOON));
        assertEquals("True", programmed("a"));
        assertEquals(loop.state().report(), reports.get(reports.size() - 1));
    }

    @Test
    void a_change_sends_the_difference_and_no_change_sends_nothing() throws Exception {
        loop.offer(gateway("a"));
        sink.next().acknowledge();
        long routed = loop.offer(route("r", "/x"));
        Sink.Told told = sink.next();
        assertEquals(
                List.of("route/HTTPRoute/default/r", "rule/HTTPRoute/default/r/0"),
                told.diff().puts().stream().map(entry -> entry.key()).toList());
        told.acknowledge();
        assertTrue(loop.awaitServed(routed, SOON));
        long again = loop.offer(route("r", "/x"));
        assertTrue(loop.awaitServed(again, SOON));
        assertTrue(sink.told.isEmpty());
        long gone = loop.offer(List.of(new Event.Gone(new ObjectRef(Kind.GATEWAY_GROUP, "HTTPRoute", "default", "r"))));
        told = sink.next();
        assertEquals(
                List.of("route/HTTPRoute/default/r", "rule/HTTPRoute/default/r/0"),
                told.diff().gone());
        told.acknowledge();
        assertTrue(loop.awaitServed(gone, SOON));
    }

    @Test
    void a_gateway_that_goes_is_told_to_give_up_everything_before_others_get_their_plans() throws Exception {
        loop.offer(gateway("b"));
        sink.next().acknowledge();
        List<Event> swap = new ArrayList<>(gateway("a"));
        swap.add(new Event.Gone(gatewayRef("b")));
        long number = loop.offer(swap);
        Sink.Told first = sink.next();
        assertEquals(gatewayRef("b"), first.diff().gateway());
        assertEquals(List.of("listener/Gateway/default/b/http"), first.diff().gone());
        Sink.Told second = sink.next();
        assertEquals(gatewayRef("a"), second.diff().gateway());
        second.acknowledge();
        assertFalse(loop.awaitServed(number, Duration.ofMillis(1)));
        first.acknowledge();
        assertTrue(loop.awaitServed(number, SOON));
        assertEquals(List.of(gatewayRef("a")), List.copyOf(loop.state().acks().keySet()));
    }

    @Test
    void a_gateway_that_comes_back_starts_from_nothing() throws Exception {
        loop.offer(gateway("a"));
        sink.next().acknowledge();
        long gone = loop.offer(List.of(new Event.Gone(gatewayRef("a"))));
        sink.next().acknowledge();
        assertTrue(loop.awaitServed(gone, SOON));
        long back = loop.offer(gateway("a"));
        Sink.Told told = sink.next();
        assertEquals(1, told.diff().puts().size());
        told.acknowledge();
        assertTrue(loop.awaitServed(back, SOON));
    }

    @Test
    void what_comes_while_the_loop_is_busy_is_one_plan() throws Exception {
        sink.hold.acquire();
        loop.offer(gateway("a"));
        Sink.Told first = sink.next();
        long last = 0;
        for (int i = 0; i < 50; i++) {
            last = loop.offer(route("r" + i, "/" + i));
        }
        sink.hold.release();
        first.acknowledge();
        Sink.Told told = sink.next();
        assertEquals(100, told.diff().puts().size());
        told.acknowledge();
        assertTrue(loop.awaitServed(last, SOON));
        assertTrue(sink.told.isEmpty());
    }

    @Test
    void what_comes_shortly_after_is_waited_for() throws Exception {
        loop.close();
        loop = start(new Pace(Duration.ofMinutes(1), Duration.ofSeconds(2)));
        List<Event> gateway = gateway("a");
        List<Event> route = route("r", "/x");
        loop.offer(gateway);
        long last = loop.offer(route);
        Sink.Told told = sink.next();
        assertEquals(3, told.diff().puts().size());
        told.acknowledge();
        assertTrue(loop.awaitServed(last, SOON));
    }

    @Test
    void the_plans_told_add_up_to_the_plan_known() throws Exception {
        loop.offer(gateway("a"));
        Plan plan = Plan.empty(gatewayRef("a"));
        Sink.Told told = sink.next();
        plan = plan.apply(told.diff());
        told.acknowledge();
        for (int i = 0; i < 20; i++) {
            long number = loop.offer(route("r" + i % 7, "/" + i));
            told = sink.next();
            plan = plan.apply(told.diff());
            told.acknowledge();
            assertTrue(loop.awaitServed(number, SOON));
            assertEquals(loop.state().plan(gatewayRef("a")).orElseThrow(), plan);
        }
    }

    @Test
    void a_problem_of_the_data_plane_reaches_the_report_and_goes_when_it_is_over() throws Exception {
        long number = loop.offer(gateway("a"));
        Sink.Told told = sink.next();
        told.acks()
                .accept(new Ack(
                        gatewayRef("a"),
                        told.diff().version(),
                        List.of(),
                        List.of(new Ack.Problem(
                                "listener/Gateway/default/a/http", "PortUnavailable", "port 80 is in use"))));
        assertTrue(loop.awaitServed(number, SOON));
        assertEquals("False", programmed("a"));
        loop.acknowledge(new Ack(
                gatewayRef("a"), told.diff().version(), List.of(new Ack.Bound(80, false, "127.0.0.1", 80)), List.of()));
        assertTrue(loop.await(state -> programmed("a").equals("True"), SOON));
    }

    @Test
    void what_the_data_plane_failed_to_take_is_told_again_even_if_only_endpoints_changed() throws Exception {
        Logger log = Logger.getLogger(ControlLoop.class.getName());
        log.setLevel(Level.OFF); // on purpose, so nobody need read it
        List<Event> backend = events("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\n"
                + "spec: {parentRefs: [{name: a}], rules: [{backendRefs: [{name: s, port: 80}]}]}\n"
                + "---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n");
        List<Event> first = new ArrayList<>(gateway("a"));
        first.addAll(backend);
        sink.failing.set(true);
        loop.offer(first);
        assertNotNull(sink.lost.poll(60, TimeUnit.SECONDS));
        loop.offer(List.of());
        Sink.Told told = sink.next();
        assertEquals(5, told.diff().puts().size());
        told.acknowledge();
        sink.failing.set(true);
        loop.offer(events("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\naddressType: IPv4\n"
                + "metadata: {name: s-1, labels: {kubernetes.io/service-name: s}}\n"
                + "ports: [{port: 8080}]\nendpoints: [{addresses: [127.0.0.1]}]\n"));
        assertNotNull(sink.lost.poll(60, TimeUnit.SECONDS));
        long last = loop.offer(List.of());
        told = sink.next();
        assertEquals(
                List.of("endpoints/Service/default/s/80"),
                told.diff().puts().stream().map(entry -> entry.key()).toList());
        told.acknowledge();
        assertTrue(loop.awaitServed(last, SOON));
        log.setLevel(null);
    }

    @Test
    void a_defect_inside_leaves_the_loop_alive() throws Exception {
        loop.close();
        Logger log = Logger.getLogger(ControlLoop.class.getName());
        log.setLevel(Level.OFF); // on purpose, so nobody need read it
        Settings settings = Settings.defaults();
        Implied implied = new Implied(settings.controllerName());
        loop = ControlLoop.start(
                new ControlLoop.Wiring(
                        settings,
                        world -> {
                            if (world.size() == 2) {
                                throw new IllegalStateException("on purpose");
                            }
                            return implied.apply(world);
                        },
                        sink,
                        reports::add),
                Pace.DEFAULT);
        loop.offer(gateway("a"));
        sink.next().acknowledge();
        loop.offer(route("r", "/x"));
        assertFalse(loop.awaitServed(2, Duration.ofMillis(100)));
        long number = loop.offer(route("s", "/y"));
        Sink.Told told = sink.next();
        assertEquals(4, told.diff().puts().size());
        told.acknowledge();
        assertTrue(loop.awaitServed(number, SOON));
        log.setLevel(null);
    }
}
