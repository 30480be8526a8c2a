package io.gatewright.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Limits;
import io.gatewright.runtime.listen.AddressRange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Slow peers, long streams, changes and ends. */
@ExtendWith(NoLeaks.class)
class FlowTest {
    private static final long TOTAL = 256L << 20;

    /** Waits until a counter stands still. */
    private static long still(AtomicLong counter) throws InterruptedException {
        long before;
        do {
            before = counter.get();
            CountDownLatch tick = new CountDownLatch(1);
            tick.await(150, TimeUnit.MILLISECONDS);
        } while (counter.get() != before);
        return before;
    }

    @Test
    void a_backend_that_does_not_read_stops_the_client() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        AtomicLong received = new AtomicLong();
        try (Backend slow = Backend.script(session -> {
                    session.head();
                    read.await(60, TimeUnit.SECONDS);
                    byte[] block = new byte[1 << 16];
                    int n = 0;
                    while (n >= 0 && received.addAndGet(n) < TOTAL) {
                        n = session.in.read(block);
                    }
                    session.ok("done");
                });
                Rig rig = Rig.to(slow);
                RawClient client = rig.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + TOTAL + "\r\n\r\n");
            Thread sender = new Thread(() -> {
                byte[] block = new byte[1 << 16];
                try {
                    while (sent.get() < TOTAL) {
                        client.out.write(block);
                        sent.addAndGet(block.length);
                    }
                } catch (IOException e) {
                    sent.set(-1);
                }
            });
            sender.start();
            long swallowed = still(sent);
            assertTrue(swallowed < TOTAL / 4, "the gateway swallowed " + swallowed);
            read.countDown();
            assertEquals("done", client.read().body());
            sender.join();
            assertEquals(TOTAL, sent.get());
        }
    }

    @Test
    void a_client_that_does_not_read_stops_the_backend() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (Backend eager = Backend.script(session -> {
                    session.request();
                    session.send("HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                    byte[] block = new byte[1 << 16];
                    while (sent.get() < TOTAL) {
                        session.out.write(block);
                        sent.addAndGet(block.length);
                    }
                });
                Rig rig = Rig.to(eager);
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.head();
            long swallowed = still(sent);
            assertTrue(swallowed < TOTAL / 4, "the gateway swallowed " + swallowed);
            client.in.skipNBytes(TOTAL);
            assertEquals(TOTAL, sent.get());
        }
    }

    @Test
    void an_http_2_upload_to_a_backend_that_does_not_read_stops_at_the_window() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        AtomicLong received = new AtomicLong();
        int size = 32 << 20;
        try (Backend slow = Backend.script(session -> {
                    session.head();
                    read.await(60, TimeUnit.SECONDS);
                    byte[] block = new byte[1 << 16];
                    int n = 0;
                    while (n >= 0 && received.addAndGet(n) < size) {
                        n = session.in.read(block);
                    }
                    session.ok("done");
                });
                Rig rig = Rig.to(slow);
                H2 client = H2.client(rig.port)) {
            H2.Stream stream = client.open(H2.post("/").add("content-length", "" + size), false);
            AtomicLong written = new AtomicLong();
            for (int i = 0; i < size >> 16; i++) {
                stream.channel
                        .writeAndFlush(new io.netty.handler.codec.http2.DefaultHttp2DataFrame(
                                io.netty.buffer.Unpooled.wrappedBuffer(new byte[1 << 16]), i == (size >> 16) - 1))
                        .addListener(done -> written.addAndGet(1 << 16));
            }
            long swallowed = still(written);
            assertTrue(swallowed < size / 2, "the gateway swallowed " + swallowed);
            read.countDown();
            assertEquals("200", stream.head().status());
            assertEquals("done", stream.rest().body());
        }
    }

    @Test
    void a_stream_in_which_nothing_moves_is_ended() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Backend silent = Backend.answering((request, session) -> never.await(60, TimeUnit.SECONDS));
                Rig rig = Rig.start(b -> b.limits(Limits.DEFAULTS
                                .with()
                                .streamIdle(Duration.ofMillis(100))
                                .build()))
                        .route(Rig.rule("/").to(silent))) {
            assertEquals(504, rig.get("/").status());
            never.countDown();
        }
    }

    @Test
    void idle_connections_are_closed_on_both_sides() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Backend backend = Backend.script(session -> {
                    session.request();
                    session.ok("x");
                    if (session.ended()) {
                        closed.countDown();
                    }
                });
                Rig rig = Rig.start(b -> b.limits(Limits.DEFAULTS
                                .with()
                                .idle(Duration.ofSeconds(1))
                                .backendIdle(Duration.ofMillis(100))
                                .build()))
                        .route(Rig.rule("/").to(backend));
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.read();
            assertTrue(client.ended());
            assertTrue(closed.await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_connection_serves_as_many_requests_as_it_may() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start(b -> b.limits(
                                Limits.DEFAULTS.with().requestsPerConnection(3).build()))
                        .route(Rig.rule("/").to(backend));
                RawClient client = rig.client()) {
            for (int i = 1; i <= 3; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertEquals(i == 3 ? "close" : null, client.read().header("connection"));
            }
            assertTrue(client.ended());
        }
    }

    @Test
    void a_drain_finishes_what_runs_and_says_close() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Backend backend = Backend.answering((request, session) -> {
                    if (request.target().equals("/slow")) {
                        release.await(60, TimeUnit.SECONDS);
                    }
                    session.ok("x");
                });
                Rig rig = Rig.to(backend);
                RawClient idle = rig.client();
                RawClient busy = rig.client()) {
            idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            idle.read();
            backend.request();
            busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
            backend.request();
            CompletableFuture<Void> drained = rig.plane.drain(Duration.ofSeconds(60));
            // a client that asks once more on its idle connection is still served
            RawClient.Answer last;
            do {
                idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                last = idle.read();
                assertEquals(200, last.status());
            } while (last.header("connection") == null);
            rig.settle(); // both are told
            release.countDown();
            RawClient.Answer answer = busy.read();
            assertEquals("close", answer.header("connection"));
            assertTrue(busy.ended());
            drained.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void no_request_fails_while_plans_change() throws Exception {
        try (Backend one = Backend.saying("x");
                Backend two = Backend.saying("x");
                Rig rig = Rig.start(b -> b.eventLoops(2)).route(Rig.rule("/").to(one))) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger served = new AtomicInteger();
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(CompletableFuture.runAsync(
                        () -> {
                            try (RawClient client = rig.client()) {
                                while (!stop.get()) {
                                    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                                    RawClient.Answer answer = client.read();
                                    if (answer.status() != 200) {
                                        throw new AssertionError(answer.toString());
                                    }
                                    served.incrementAndGet();
                                }
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        },
                        task -> new Thread(task, "client").start()));
            }
            for (int i = 0; i < 300; i++) {
                rig.route(
                        Rig.rule("/").to(i % 2 == 0 ? two : one),
                        Rig.rule("/" + i).to(one, two));
            }
            stop.set(true);
            for (CompletableFuture<Void> client : clients) {
                client.get(60, TimeUnit.SECONDS);
            }
            assertTrue(served.get() > 100, "served " + served);
        }
    }

    @Test
    void an_endpoint_that_keeps_failing_is_avoided_for_a_while() throws Exception {
        try (Backend bad = Backend.script(Backend.Session::reset);
                Backend good = Backend.saying("good");
                Rig rig = Rig.start().route(Rig.rule("/").retry(0).to(bad, good))) {
            int failed = 0;
            for (int i = 0; i < 40; i++) {
                failed += rig.get("/").status() == 200 ? 0 : 1;
            }
            assertTrue(failed >= 3 && failed <= 6, "failed " + failed);
        }
    }

    @Test
    void a_trusted_proxy_is_believed_and_named() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start(b -> b.trustedProxies(
                                List.of(AddressRange.parse("127.0.0.0/8").orElseThrow())))
                        .route(Rig.rule("/").to(backend))) {
            rig.ask(
                    "GET / HTTP/1.1\r\nHost: inner\r\nConnection: close\r\nX-Forwarded-For: 6.6.6.6, 1.2.3.4, 127.0.0.9\r\n"
                            + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: outer\r\nx_forwarded_for: 5.5.5.5\r\n\r\n");
            Wire.Message request = backend.request();
            assertEquals("6.6.6.6, 1.2.3.4, 127.0.0.9, 127.0.0.1", request.header("x-forwarded-for"));
            assertEquals("https", request.header("x-forwarded-proto"));
            assertEquals("outer", request.header("x-forwarded-host"));
            assertNull(request.header("x_forwarded_for"));
            assertEquals("1.2.3.4", rig.record().client().address().getAddress().getHostAddress());
        }
    }

    @Test
    void connections_to_one_endpoint_stay_below_their_bound() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Backend backend = Backend.answering((request, session) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    session.ok("x");
                    now.decrementAndGet();
                });
                Rig rig = Rig.start(b -> b.limits(
                                Limits.DEFAULTS.with().backendConnections(2).build()))
                        .route(Rig.rule("/").to(backend))) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                RawClient client = rig.client();
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                clients.add(client);
            }
            for (RawClient client : clients) {
                assertEquals(200, client.read().status());
                client.close();
            }
            assertTrue(backend.connections.get() <= 2);
        }
    }

    @Test
    void javas_own_selectors_serve_as_well() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start(b -> b.transport(io.gatewright.runtime.listen.Transport.Kind.NIO))
                        .route(Rig.rule("/").to(backend));
                RawClient client = rig.client()) {
            for (int i = 0; i < 20; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
                assertEquals(100_000, client.read().body().length());
            }
            client.send("GET /half HTTP/1.1\r\nHost: a\r\n\r\n");
            client.socket.shutdownOutput();
            assertEquals("/half", client.read().body());
            assertTrue(client.ended());
        }
    }

    @Test
    void a_slow_reader_of_one_http2_stream_holds_the_backend_back() throws Exception {
        AtomicLong sent = new AtomicLong();
        int total = 64 << 20;
        try (Backend backend = Backend.script(session -> {
                    session.request();
                    session.send("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n");
                    byte[] block = new byte[1 << 16];
                    while (sent.get() < total) {
                        session.out.write(block);
                        sent.addAndGet(block.length);
                    }
                });
                Rig rig = Rig.to(backend);
                H2 client = H2.client(rig.port)) {
            H2.Stream stream = client.open(H2.get("/"), true, false);
            stream.channel.read();
            assertInstanceOf(H2.Head.class, stream.next());
            // the backend is stopped by TCP long before it could send everything
            long swallowed = still(sent);
            assertTrue(swallowed < total / 2, "the gateway swallowed " + swallowed);
            stream.channel.config().setAutoRead(true);
            assertEquals(total, stream.rest().body().length());
        }
    }
}
