package io.gatewright.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.files.Declared;
import io.gatewright.app.standalone.Implied;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.report.AddressReport;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.topology.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a controller of a cluster needs of the loop besides: other settings, facts of the world, states, patience. */
class ControlLoopFactsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Settings SETTINGS = Settings.defaults();
    private static final ObjectRef GATEWAY = new ObjectRef(Kind.GATEWAY_GROUP, "Gateway", "default", "a");

    /** A difference on its way, and where the answer goes. */
    private record Told(PlanDiff diff, Consumer<Ack> acks) {
        void answer(String address) {
            acks.accept(
                    new Ack(diff.gateway(), diff.version(), List.of(new Ack.Bound(80, false, address, 80)), List.of()));
        }
    }

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private final BlockingQueue<State> states = new LinkedBlockingQueue<>();
    private final AtomicBoolean stumble = new AtomicBoolean();
    private final AtomicBoolean wanted = new AtomicBoolean(true);
    private final ControlLoop loop = ControlLoop.start(
            new ControlLoop.Wiring(
                    SETTINGS,
                    new Implied(SETTINGS.controllerName()),
                    (diff, acks) -> told.add(new Told(diff, acks)),
                    ControlLoopFactsTest::facts,
                    reports::add,
                    wanted::get,
                    this::decided),
            Pace.DEFAULT);

    @AfterEach
    void stop() {
        loop.close();
    }

    /** The address of a Service of the Gateway's name, as its annotation says. */
    private static Ack facts(World world, Ack ack) {
        String address = world.get(
                        new ObjectRef("", "Service", "default", ack.gateway().name()))
                .map(service -> service.metadata().annotations().get("address"))
                .orElse("");
        return new Ack(
                ack.gateway(),
                ack.version(),
                ack.bound().stream()
                        .map(socket -> new Ack.Bound(socket.port(), socket.udp(), address, socket.actualPort()))
                        .toList(),
                ack.problems());
    }

    private void decided(State state) {
        if (stumble.getAndSet(false)) {
            throw new IllegalStateException("on purpose");
        }
        states.add(state);
    }

    private static List<Event> events(String yaml) {
        return Declared.of(new TreeMap<>(Map.of("a", Declared.read("a", yaml)))).events();
    }

    private static List<Event> gateway(String infrastructure) {
        return events("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\n"
                + "spec: {gatewayClassName: gatewright, listeners: [{name: http, port: 80, protocol: HTTP}]"
                + infrastructure + "}\n");
    }

    private static List<Event> service(String address) {
        return events("apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: {address: " + address + "}}\n"
                + "spec: {ports: [{port: 80}]}\n");
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(60, TimeUnit.SECONDS);
        assertNotNull(next, "nothing came");
        return next;
    }

    private List<String> addresses() {
        return loop.state().report().of(GATEWAY).orElseThrow().addresses().stream()
                .map(AddressReport::value)
                .toList();
    }

    private Settings other() {
        return Settings.inCluster(SETTINGS.controllerName(), Optional.of("v0.1.0"));
    }

    private boolean unsupported() {
        return loop.state().topology().findings().stream()
                .anyMatch(finding -> finding.message().contains("v0.1.0"));
    }

    @Test
    void no_reports_are_made_until_somebody_wants_them() throws Exception {
        wanted.set(false);
        loop.offer(gateway(""));
        next(told).answer("192.0.2.1");
        loop.offer(service("192.0.2.2"));
        assertTrue(loop.await(state -> state.served() == 2, SOON));
        assertNull(reports.poll());
        assertFalse(loop.state().report().objects().containsKey(GATEWAY));

        wanted.set(true);
        loop.report();
        assertTrue(next(reports).objects().containsKey(GATEWAY));
        assertTrue(loop.await(state -> state.report().objects().containsKey(GATEWAY), SOON));
        loop.report();
        assertTrue(next(reports).objects().containsKey(GATEWAY), "also if nothing has changed");
        assertNull(told.poll());
    }

    @Test
    void other_settings_change_the_report_and_an_unchanged_plan_is_not_sent_again() throws Exception {
        long number = loop.offer(gateway(""));
        next(told).answer("x");
        assertTrue(loop.awaitServed(number, SOON));
        loop.resettle(other());
        assertTrue(loop.await(state -> unsupported(), SOON));
        assertNull(told.poll());
        assertEquals(other(), loop.state().topology().settings());
        // and they stay
        assertTrue(loop.await(state -> true, SOON));
        loop.awaitServed(loop.offer(service("10.0.0.1")), SOON);
        assertTrue(unsupported());
    }

    @Test
    void nothing_is_reported_before_the_first_batch_even_if_settings_change() throws Exception {
        loop.resettle(other());
        assertEquals(0, next(states).decided());
        assertNull(reports.poll(), "an empty report would mean that nothing is ours");
        long number = loop.offer(List.of());
        assertTrue(loop.awaitServed(number, SOON));
        assertNotNull(next(reports), "that nothing is there is known now");
        assertEquals(other(), loop.state().topology().settings());
    }

    @Test
    void facts_of_the_world_complete_what_the_data_plane_said() throws Exception {
        loop.offer(gateway(""));
        next(told).answer("10.1.1.1");
        assertTrue(loop.await(state -> !state.acks().isEmpty(), SOON));
        assertEquals(List.of(), addresses());
        assertTrue(loop.awaitServed(loop.offer(service("192.0.2.1")), SOON));
        assertEquals(List.of("192.0.2.1"), addresses());
        assertTrue(loop.awaitServed(loop.offer(service("192.0.2.2")), SOON));
        assertEquals(List.of("192.0.2.2"), addresses());
        assertNull(told.poll(), "no plan changed");
    }

    @Test
    void a_gateway_is_unsettled_until_its_newest_plan_is_acknowledged() throws Exception {
        loop.offer(gateway(""));
        Told first = next(told);
        assertTrue(loop.await(state -> state.decided() > 0, SOON));
        assertEquals(Set.of(GATEWAY), loop.state().report().unsettled());
        first.answer("x");
        assertTrue(loop.await(state -> state.report().unsettled().isEmpty(), SOON));
        loop.offer(events("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\n"
                + "spec: {parentRefs: [{name: a}]}\n"));
        Told second = next(told);
        assertTrue(loop.await(state -> !state.report().unsettled().isEmpty(), SOON));
        first.answer("x");
        second.answer("x");
        assertTrue(loop.await(state -> state.report().unsettled().isEmpty(), SOON));
        Report last = loop.state().report();
        while (!last.equals(next(reports))) {
            // the newest is told too
        }
    }

    @Test
    void an_older_acknowledgement_takes_nothing_back() throws Exception {
        long number = loop.offer(gateway(""));
        Told first = next(told);
        first.answer("x");
        assertTrue(loop.awaitServed(number, SOON));
        loop.acknowledge(new Ack(GATEWAY, 0, List.of(), List.of()));
        loop.awaitServed(loop.offer(service("10.0.0.1")), SOON);
        assertEquals(first.diff().version(), loop.state().acks().get(GATEWAY).version());
        assertEquals(1, loop.state().acks().get(GATEWAY).bound().size());
    }

    @Test
    void each_state_is_told_and_who_stumbles_over_one_is_told_the_next() throws Exception {
        Logger log = Logger.getLogger(ControlLoop.class.getName());
        log.setLevel(Level.OFF);
        stumble.set(true);
        loop.offer(gateway(""));
        next(told).answer("x");
        State state = next(states);
        while (state.served() == 0) {
            state = next(states);
        }
        assertEquals(loop.state(), state);
        log.setLevel(null);
    }

    @Test
    void where_nobody_answers_batches_do_not_pile_up_and_the_answer_still_counts() throws Exception {
        loop.offer(gateway(""));
        Told only = next(told);
        long last = 0;
        for (int i = 0; i < 400; i++) {
            last = loop.offer(service("10.0.0." + i % 200));
            long number = last;
            assertTrue(loop.await(state -> state.decided() >= number, SOON));
        }
        assertTrue(loop.state().served() == 0, "nobody has answered");
        only.answer("x");
        assertTrue(loop.awaitServed(last, SOON));
        assertEquals(last, loop.state().served());
    }
}
