package io.gatewright.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Limits;
import io.gatewright.runtime.observe.AccessRecord;
import io.gatewright.semantics.plan.ClusterPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class TriesTest {
    /** Ports that nobody listens on; held, so that nobody will. */
    private static final List<Socket> TAKEN = new ArrayList<>();

    @AfterAll
    static void giveBack() throws Exception {
        for (Socket socket : TAKEN) {
            socket.close();
        }
    }

    private static int closedPort() throws Exception {
        Socket socket = new Socket();
        TAKEN.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket.getLocalPort();
    }

    private static Rig.Rule toPorts(Rig.Rule rule, int... ports) {
        rule.backends.add(new io.gatewright.semantics.plan.BackendPlan(
                1,
                rule.cluster(ClusterPlan.Protocol.HTTP1, "backend", java.util.Optional.empty(), ports),
                java.util.List.of()));
        return rule;
    }

    @Test
    void a_backend_that_refuses_the_connection_is_502() throws Exception {
        try (Rig rig = Rig.start().route(toPorts(Rig.rule("/"), closedPort()))) {
            RawClient.Answer answer = rig.get("/");
            assertEquals(502, answer.status());
            assertEquals("connect_failed", answer.reason());
            AccessRecord record = rig.record();
            assertEquals("connect_failed", record.reply().reason());
            assertEquals(1, record.timing().tries());
        }
    }

    @Test
    void a_refused_connection_is_tried_at_another_endpoint_even_with_a_body() throws Exception {
        try (Backend good = Backend.echo()) {
            try (Rig rig = Rig.start().route(toPorts(Rig.rule("/").retry(1), closedPort(), good.port()))) {
                for (int i = 0; i < 20; i++) {
                    RawClient.Answer answer =
                            rig.ask("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody");
                    assertEquals("body", answer.body());
                }
            }
        }
    }

    @Test
    void zero_attempts_means_one_try() throws Exception {
        try (Backend good = Backend.echo();
                Rig rig = Rig.start().route(toPorts(Rig.rule("/").retry(0), closedPort(), closedPort()))) {
            assertEquals(502, rig.get("/").status());
            assertEquals(1, rig.record().timing().tries());
            assertEquals(0, good.connections.get());
        }
    }

    @Test
    void listed_codes_are_tried_again_and_the_last_answer_is_returned() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Backend flaky = Backend.answering((request, session) -> {
                    int call = calls.incrementAndGet();
                    String text = request.body() + call;
                    String status = request.target().equals("/never") || call < 3 ? "503 No" : "200 OK";
                    session.send("HTTP/1.1 " + status + "\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
                });
                Rig rig = Rig.start().route(Rig.rule("/").to(flaky).retry(2, 503))) {
            RawClient.Answer answer =
                    rig.ask("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody");
            assertEquals(200, answer.status());
            assertEquals("body3", answer.body());
            assertEquals(3, rig.record().timing().tries());
            calls.set(0);
            RawClient.Answer last = rig.get("/never");
            assertEquals(503, last.status());
            assertEquals("3", last.body());
            assertEquals(3, calls.get());
        }
    }

    @Test
    void a_body_larger_than_what_is_kept_is_tried_once() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Backend flaky = Backend.answering((request, session) -> {
                    calls.incrementAndGet();
                    session.send("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                });
                Rig rig = Rig.start(b ->
                                b.limits(Limits.DEFAULTS.with().replayBytes(10).build()))
                        .route(Rig.rule("/").to(flaky).retry(2, 503))) {
            String body = "x".repeat(11);
            assertEquals(
                    503,
                    rig.ask("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 11\r\n\r\n" + body)
                            .status());
            assertEquals(1, calls.get());
        }
    }

    @Test
    void a_kept_connection_that_died_costs_nobody_a_request() throws Exception {
        // each connection serves one request, then closes when the second one comes
        try (Backend oneShot = Backend.script(session -> {
                    session.request();
                    session.ok("once");
                    session.head();
                });
                Rig rig = Rig.to(oneShot);
                RawClient client = rig.client()) {
            for (int i = 0; i < 5; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertEquals("once", client.read().body());
            }
            assertEquals(5, oneShot.connections.get());
        }
    }

    @Test
    void a_post_on_a_kept_connection_that_died_is_not_repeated() throws Exception {
        try (Backend oneShot = Backend.script(session -> {
                    session.request();
                    session.ok("once");
                    session.head();
                });
                Rig rig = Rig.to(oneShot);
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("once", client.read().body());
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            RawClient.Answer answer = client.read();
            assertEquals(502, answer.status());
            assertEquals("backend_reset", answer.reason());
        }
    }

    @Test
    void a_backend_that_dies_before_it_answers_is_502_and_not_repeated() throws Exception {
        try (Backend dying = Backend.script(session -> {
                    session.request();
                    session.reset();
                });
                Rig rig = Rig.start().route(Rig.rule("/").to(dying).retry(3, 500))) {
            RawClient.Answer answer = rig.get("/");
            assertEquals(502, answer.status());
            assertEquals("backend_reset", answer.reason());
            assertEquals(1, dying.connections.get());
        }
    }

    @Test
    void an_answer_that_breaks_off_never_looks_complete() throws Exception {
        try (Backend dying = Backend.script(session -> {
                    session.request();
                    session.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                });
                Rig rig = Rig.to(dying);
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(200, client.head().status());
            boolean whole = new String(client.in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .endsWith("0\r\n\r\n");
            assertTrue(!whole);
            assertEquals("backend_protocol_error", rig.record().reply().reason());
        }
    }

    @Test
    void the_time_for_a_request_covers_all_tries() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Backend stuck = Backend.answering((request, session) -> never.await(60, TimeUnit.SECONDS));
                Rig rig = Rig.start().route(Rig.rule("/").to(stuck).retry(10).timeouts(Duration.ofMillis(150), null))) {
            long before = System.nanoTime();
            RawClient.Answer answer = rig.get("/");
            assertEquals(504, answer.status());
            assertEquals("request_timeout", answer.reason());
            assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(150));
            never.countDown();
        }
    }

    @Test
    void each_try_has_its_own_time() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (Backend stuck = Backend.answering((request, session) -> {
                    if (calls.incrementAndGet() < 2) {
                        never.await(60, TimeUnit.SECONDS);
                    }
                    session.ok("at last");
                });
                Rig rig = Rig.start().route(Rig.rule("/").to(stuck).retry(1).timeouts(null, Duration.ofSeconds(1)))) {
            assertEquals("at last", rig.get("/").body());
            assertEquals(2, rig.record().timing().tries());
            calls.set(-10);
            RawClient.Answer answer = rig.get("/");
            assertEquals(504, answer.status());
            assertEquals("backend_timeout", answer.reason());
            never.countDown();
        }
    }

    @Test
    void a_timeout_after_the_answer_began_cuts_it() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Backend stuck = Backend.answering((request, session) -> {
                    session.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
                    never.await(60, TimeUnit.SECONDS);
                });
                Rig rig = Rig.start().route(Rig.rule("/").to(stuck).timeouts(Duration.ofSeconds(1), null));
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(200, client.head().status());
            assertEquals(3, client.in.readAllBytes().length);
            assertEquals("request_timeout", rig.record().reply().reason());
            never.countDown();
        }
    }

    @Test
    void a_retry_budget_that_is_used_up_is_503() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Backend flaky = Backend.answering((request, session) -> {
                    calls.incrementAndGet();
                    session.send("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                });
                Rig rig = Rig.start()
                        .route(Rig.rule("/")
                                .budget(new ClusterPlan.RetryBudget(
                                        20, Duration.ofSeconds(60), 2, Duration.ofSeconds(60)))
                                .to(flaky)
                                .retry(10, 503))) {
            RawClient.Answer answer = rig.get("/");
            assertEquals(503, answer.status());
            assertEquals("retry_budget", answer.reason());
            assertEquals(3, calls.get());
        }
    }

    @Test
    void a_client_that_leaves_frees_the_backend() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (Backend endless = Backend.script(session -> {
                    session.request();
                    session.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    try {
                        while (true) {
                            session.send("3\r\nabc\r\n");
                        }
                    } finally {
                        gone.countDown();
                    }
                });
                Rig rig = Rig.to(endless)) {
            try (RawClient client = rig.client()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                client.head();
                client.socket.setSoLinger(true, 0);
            }
            assertTrue(gone.await(60, TimeUnit.SECONDS));
            assertEquals("client_closed", rig.record().reply().reason());
        }
    }
}
