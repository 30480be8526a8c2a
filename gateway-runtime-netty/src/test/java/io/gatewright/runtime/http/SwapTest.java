package io.gatewright.runtime.http;

import static io.gatewright.runtime.http.Rig.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Edge;
import io.gatewright.semantics.plan.ClusterPlan.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What exchanges that run see of a change of the plan: nothing. */
@ExtendWith(NoLeaks.class)
class SwapTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void exchanges_keep_the_endpoints_that_they_began_with() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        Backend.Answer late = (request, session) -> {
            assertTrue(hold.await(60, TimeUnit.SECONDS));
            session.ok("old");
        };
        try (Backend first = Backend.answering(late);
                Backend second = Backend.answering(late);
                Backend third = Backend.answering(late);
                Backend left = Backend.saying("new");
                Rig rig = Rig.to(first, second, third)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                RawClient client = rig.client();
                client.send(GET);
                clients.add(client);
            }
            Edge.await(
                    "all are under way",
                    () -> first.connections.get() + second.connections.get() + third.connections.get() == 9);
            rig.route(rule("/").to(left));
            assertEquals("new", rig.get("/").body());
            hold.countDown();
            for (RawClient client : clients) {
                assertEquals("old", client.read().body());
                client.close();
            }
        }
    }

    @Test
    void a_retry_goes_to_an_endpoint_of_the_plan_that_the_exchange_began_with() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        Backend.Answer failing = (request, session) -> {
            assertTrue(hold.await(60, TimeUnit.SECONDS));
            session.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        };
        try (Backend first = Backend.answering(failing);
                Backend second = Backend.answering(failing);
                Backend other = Backend.saying("new");
                Rig rig = Rig.start().route(rule("/").retry(3, 503).to(first, second));
                RawClient client = rig.client()) {
            client.send(GET);
            Edge.await("it is under way", () -> first.connections.get() + second.connections.get() == 1);
            rig.route(rule("/").retry(3, 503).to(other));
            assertEquals("new", rig.get("/").body());
            hold.countDown();
            assertEquals(503, client.read().status());
        }
    }

    @Test
    void who_waits_for_a_connection_is_served_though_the_endpoint_leaves_the_plan() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (Backend leaving = Backend.answering((request, session) -> {
                    assertTrue(hold.await(60, TimeUnit.SECONDS));
                    session.ok("old");
                });
                Backend left = Backend.saying("new");
                Rig rig = Rig.start(b -> b.limits(io.gatewright.runtime.Limits.DEFAULTS
                                .with()
                                .backendConnections(1)
                                .build()))
                        .route(rule("/").to(leaving));
                RawClient one = rig.client();
                RawClient two = rig.client()) {
            one.send(GET);
            leaving.request();
            two.send(GET);
            // one event loop: after two answers on other connections it has read the request
            assertEquals(400, rig.ask("GET / HTTP/1.1\r\n\r\n").status());
            assertEquals(400, rig.ask("GET / HTTP/1.1\r\n\r\n").status());
            rig.route(rule("/").to(left));
            assertEquals("new", rig.get("/").body());
            hold.countDown();
            assertEquals("old", one.read().body());
            assertEquals("old", two.read().body());
            assertTrue(leaving.connections.get() <= 2, "connections: " + leaving.connections);
        }
    }

    @Test
    void a_backend_that_changes_its_protocol_is_spoken_to_in_the_new_one() throws Exception {
        try (Backend one = Backend.saying("one");
                Rig rig = Rig.start().route(rule("/").to(one))) {
            assertEquals("one", rig.get("/").body());
            rig.route(rule("/").to(Protocol.HTTP2, "backend", one));
            // an HTTP/1.1 server does not understand the preface
            assertEquals(502, rig.get("/").status());
        }
    }
}
