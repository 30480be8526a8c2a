package io.gatewright.runtime.http;

import static io.gatewright.runtime.http.Rig.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Edge;
import io.gatewright.runtime.Limits;
import io.gatewright.semantics.plan.ClusterPlan.Protocol;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2UnknownFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Peers that take more than they give. */
@ExtendWith(NoLeaks.class)
@Tag("slow")
class AbuseTest {
    @Test
    void who_sends_requests_and_reads_no_answers_is_not_read_for_ever() throws Exception {
        try (Rig rig = Rig.start(b -> b.reasonHeader("x|y")).route(rule("/only").to());
                SocketChannel client = SocketChannel.open();
                Selector writable = Selector.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            client.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            client.connect(loopback(rig.port));
            client.configureBlocking(false);
            client.register(writable, SelectionKey.OP_WRITE);
            byte[] request = "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            ByteBuffer many = ByteBuffer.allocateDirect(request.length * 1000);
            while (many.hasRemaining()) {
                many.put(request);
            }
            long most = 30_000_000;
            long sent = 0;
            many.rewind();
            while (sent < most && writable.select(1000) > 0) {
                writable.selectedKeys().clear();
                sent += client.write(many);
                if (!many.hasRemaining()) {
                    many.rewind();
                }
            }
            assertTrue(sent < most, "the gateway read everything");

            // the client reads after all: what it asked is answered
            Selector readable = Selector.open();
            client.register(readable, SelectionKey.OP_READ);
            long whole = sent / request.length;
            long answered = 0;
            ByteBuffer answers = ByteBuffer.allocate(1 << 16);
            while (answered < whole && readable.select(60_000) > 0) {
                readable.selectedKeys().clear();
                assertTrue(client.read(answers.clear()) >= 0, "ended after " + answered + " of " + whole);
                for (int i = 0; i < answers.position(); i++) {
                    answered += answers.get(i) == '|' ? 1 : 0;
                }
            }
            readable.close();
            assertEquals(whole, answered);
        }
    }

    @Test
    void a_complete_answer_is_not_cut_off_because_its_client_is_slow() throws Exception {
        int size = 8_000_000;
        String text = "x".repeat(size);
        try (Backend backend = Backend.saying(text);
                Rig rig = Rig.to(backend);
                SocketChannel client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            client.connect(loopback(rig.port));
            client.write(StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            ByteBuffer part = ByteBuffer.allocate(4096);
            long got = 0;
            // what is left unread is less than the kernel keeps for a connection: the gateway has written all of it
            while (got < size - 16_384) {
                int n = client.read(part.clear());
                assertTrue(n > 0, "ended after " + got);
                got += n;
            }
            rig.record();
            // longer than a closing connection listens
            assertNull(rig.records.poll(3, TimeUnit.SECONDS));
            int n;
            while ((n = client.read(part.clear())) >= 0) {
                got += n;
            }
            assertTrue(got > size, "got " + got);
        }
    }

    @Test
    void pipelined_requests_before_a_half_close_are_all_answered() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
            client.socket.shutdownOutput();
            assertEquals("/1", client.read().body());
            assertEquals("/2", client.read().body());
            assertTrue(client.ended());
        }
    }

    @Test
    void frames_of_unknown_types_do_not_pile_up_on_a_stream() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (Backend backend = Backend.answering((request, session) -> hold.await());
                Rig rig = Rig.to(backend);
                H2 client = H2.client(rig.port)) {
            H2.Stream stream = client.open(H2.post("/"), false);
            backendReached(backend);
            for (int i = 0; i < 220; i++) {
                stream.channel.writeAndFlush(new DefaultHttp2UnknownFrame(
                        (byte) 0xbb, new Http2Flags(), Unpooled.wrappedBuffer(new byte[10])));
            }
            assertCalmed(client);
            hold.countDown();
        }
    }

    private static void backendReached(Backend backend) {
        Edge.await("the backend is reached", () -> backend.connections.get() > 0);
    }

    /** Cut off; the GOAWAY that says why may be lost, because what the client still sends resets the connection. */
    private static void assertCalmed(H2 client) throws InterruptedException {
        assertTrue(client.channel.closeFuture().await(60, TimeUnit.SECONDS), "still connected");
        Http2GoAwayFrame away = client.goAways.poll();
        assertTrue(away == null || away.errorCode() == Http2Error.ENHANCE_YOUR_CALM.code(), "GOAWAY " + away);
    }

    @Test
    void a_stream_whose_client_opens_no_window_for_the_answer_is_reset() throws Exception {
        Limits limits = Limits.DEFAULTS.with().idle(Duration.ofSeconds(2)).build();
        try (Backend backend = Backend.saying("text");
                Rig rig = Rig.start(b -> b.limits(limits)).route(rule("/").to(backend));
                H2 client = H2.client(rig.port, Http2Settings.defaultSettings().initialWindowSize(0), false)) {
            H2.Stream stream = client.open(H2.get("/"), true);
            assertEquals("200", stream.head().status());
            assertEquals(Http2Error.CANCEL.code(), stream.broken().code());
            assertTrue(client.channel.closeFuture().await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_connection_error_is_named_before_the_connection_closes() throws Exception {
        try (Backend backend = Backend.saying("text");
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            client.out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // empty SETTINGS
            client.out.write(new byte[] {0, 0, 1, 0, 0, 0, 0, 0, 0, 'x'}); // DATA on stream 0
            client.out.flush();
            assertEquals(Http2Error.PROTOCOL_ERROR.code(), goAwayIn(client.in.readAllBytes()));
        }
    }

    /** The error of the first GOAWAY among these frames, -1 without one. */
    private static long goAwayIn(byte[] frames) {
        ByteBuffer bytes = ByteBuffer.wrap(frames);
        while (bytes.remaining() >= 9) {
            int length = bytes.getInt() >>> 8;
            bytes.position(bytes.position() - 1);
            int type = bytes.get();
            bytes.position(bytes.position() + 5);
            if (type == 7) {
                return bytes.getInt(bytes.position() + 4);
            }
            bytes.position(bytes.position() + length);
        }
        return -1;
    }

    @Test
    void a_body_that_nobody_reads_keeps_no_stream_open() throws Exception {
        Limits limits = Limits.DEFAULTS.with().idle(Duration.ofSeconds(2)).build();
        try (Backend backend = Backend.saying("text");
                Rig rig = Rig.start(b -> b.limits(limits)).route(rule("/there").to(backend));
                H2 client = H2.client(rig.port)) {
            for (int i = 0; i < 20; i++) {
                H2.Stream stream = client.open(H2.post("/nowhere"), false);
                stream.data("a whole body", true);
                assertEquals("404", stream.head().status());
            }
            // only a connection without streams is idle
            assertTrue(client.channel.closeFuture().await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void no_tunnel_is_opened_for_http_itself() throws Exception {
        try (Backend backend = Backend.answering((request, session) ->
                        session.send("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"));
                Rig rig = Rig.to(backend);
                H2 client = H2.client(rig.port, Http2Settings.defaultSettings(), true)) {
            H2.Stream stream = client.open(H2.get("/").method("CONNECT").set(":protocol", "h2c"), false);
            assertEquals("400", stream.head().status());
            assertEquals(0, backend.connections.get());
        }
    }

    @Test
    void an_answer_that_announces_a_body_and_ends_without_one_is_none() throws Exception {
        try (H2 backend = H2.server((stream, event) -> {
                    if (event instanceof H2.Head) {
                        stream.headers(H2.status(200).set("content-length", "5"), true);
                    }
                });
                Rig rig = Rig.start()) {
            Rig.Rule rule = rule("/");
            rule.backends.add(new io.gatewright.semantics.plan.BackendPlan(
                    1,
                    rule.cluster(Protocol.HTTP2, "backend", java.util.Optional.empty(), backend.port()),
                    java.util.List.of()));
            rig.route(rule);
            assertEquals(502, rig.get("/").status());
        }
    }

    @Test
    void trailers_do_not_say_who_asks() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
                            + "X-Forwarded-For: 1.2.3.4\r\nX_Forwarded_Proto: https\r\nAuthorization: Basic eDp4\r\nX-Sum: 1\r\n\r\n");
            assertEquals("x", client.read().body());
            Wire.Message request = backend.request();
            assertEquals("1", request.trailer("x-sum"));
            assertNull(request.trailer("x-forwarded-for"));
            assertNull(request.trailer("x_forwarded_proto"));
            assertNull(request.trailer("authorization"));
        }
    }

    @Test
    void interim_answers_announce_no_body() throws Exception {
        try (Backend backend = Backend.answering((request, session) -> {
                    session.send("HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\nLink: </a>\r\n\r\n");
                    session.ok("done");
                });
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Wire.Message hint = client.head();
            assertEquals(103, hint.status());
            assertEquals("</a>", hint.header("link"));
            assertNull(hint.header("content-length"));
            assertEquals("done", client.read().body());
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
