package io.gatewright.runtime.http;

import static io.gatewright.runtime.http.Frames.CONTINUATION;
import static io.gatewright.runtime.http.Frames.DATA;
import static io.gatewright.runtime.http.Frames.GOAWAY;
import static io.gatewright.runtime.http.Frames.HEADERS;
import static io.gatewright.runtime.http.Frames.PING;
import static io.gatewright.runtime.http.Frames.PUSH_PROMISE;
import static io.gatewright.runtime.http.Frames.RST_STREAM;
import static io.gatewright.runtime.http.Frames.SETTINGS_FRAME;
import static io.gatewright.runtime.http.Frames.WINDOW_UPDATE;
import static io.gatewright.runtime.http.Frames.block;
import static io.gatewright.runtime.http.Frames.fields;
import static io.gatewright.runtime.http.Frames.frame;
import static io.gatewright.runtime.http.Frames.join;
import static io.gatewright.runtime.http.Frames.number;
import static io.gatewright.runtime.http.Frames.setting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.gatewright.semantics.plan.ClusterPlan.Protocol;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Backends that break RFC 9113: their clients get a 502, they get the reason. */
@ExtendWith(NoLeaks.class)
class HostileBackendTest {
    private static final byte[] OK = frame(HEADERS, 4, 1, block(fields(":status", "200")));

    /** Reads the preface and what follows up to the first request. */
    private static void request(Backend.Session session) throws IOException {
        session.in.skipNBytes(Frames.PREFACE.length);
        Frames.Frame frame;
        do {
            frame = Frames.read(session.in);
        } while (frame != null && frame.type() != HEADERS);
    }

    private static void write(Backend.Session session, byte[]... bytes) throws IOException {
        session.out.write(join(bytes));
        session.out.flush();
    }

    private static Arguments row(String what, int type, Http2Error error, byte[]... bytes) {
        return Arguments.of(what, type, error, join(bytes));
    }

    private static byte[] answer(String... more) {
        return block(fields(":status", "200").add(fields(more)));
    }

    static Stream<Arguments> wrong() {
        Http2Error protocol = Http2Error.PROTOCOL_ERROR;
        return Stream.of(
                row("4.3: a block that is no HPACK", GOAWAY, Http2Error.COMPRESSION_ERROR, frame(HEADERS, 5, 1, 0xff)),
                row("5.1: HEADERS on a stream that nobody opened", GOAWAY, protocol, frame(HEADERS, 5, 3, answer())),
                row("5.1: a stream opened by the server", GOAWAY, protocol, frame(HEADERS, 5, 2, answer())),
                row("6.1: DATA on the connection", GOAWAY, protocol, frame(DATA, 0, 0, 1)),
                row("6.1: DATA before the head", RST_STREAM, protocol, frame(DATA, 0, 1, 1)),
                row("6.5.2: a server that takes pushed streams", GOAWAY, protocol, setting(2, 1)),
                row("6.5.2: extended CONNECT of two", GOAWAY, protocol, setting(8, 2)),
                row(
                        "6.6: PUSH_PROMISE",
                        GOAWAY,
                        protocol,
                        frame(PUSH_PROMISE, 4, 1, join(new byte[] {0, 0, 0, 2}, answer()))),
                row("6.9: WINDOW_UPDATE of nothing", RST_STREAM, protocol, number(WINDOW_UPDATE, 1, 0)),
                row(
                        "6.10: a block interrupted",
                        GOAWAY,
                        protocol,
                        frame(HEADERS, 1, 1, answer()),
                        frame(PING, 0, 0, new byte[8])),
                row("6.10: CONTINUATION of nothing", GOAWAY, protocol, frame(CONTINUATION, 4, 1, answer())),
                row(
                        "8.1: an interim answer that ends",
                        RST_STREAM,
                        protocol,
                        frame(HEADERS, 5, 1, block(fields(":status", "103")))),
                row(
                        "8.1.1: no body, but a length",
                        RST_STREAM,
                        protocol,
                        frame(HEADERS, 5, 1, answer("content-length", "5"))),
                row("8.2.1: a capital letter", RST_STREAM, protocol, frame(HEADERS, 5, 1, answer("X", "y"))),
                row("8.2.2: connection", RST_STREAM, protocol, frame(HEADERS, 5, 1, answer("connection", "close"))),
                row("8.3.2: no status", RST_STREAM, protocol, frame(HEADERS, 5, 1, block(fields("x", "y")))),
                row("8.3.2: two of them", RST_STREAM, protocol, frame(HEADERS, 5, 1, answer(":status", "201"))),
                row(
                        "8.3.2: a pseudo header of requests",
                        RST_STREAM,
                        protocol,
                        frame(HEADERS, 5, 1, answer(":path", "/"))),
                row("8.6: 101", RST_STREAM, protocol, frame(HEADERS, 5, 1, block(fields(":status", "101")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void is_a_502(String what, int type, Http2Error error, byte[] bytes) throws Exception {
        LinkedBlockingQueue<Frames.Frame> told = new LinkedBlockingQueue<>();
        try (Backend backend = Backend.script(session -> {
                    write(session, SETTINGS_FRAME);
                    request(session);
                    write(session, bytes);
                    listen(session, told);
                });
                Rig rig = Rig.start().route(Rig.rule("/").to(Protocol.HTTP2, "hostile", backend))) {
            RawClient.Answer answer = rig.get("/");
            assertEquals(502, answer.status(), what);
            assertEquals("backend_protocol_error", answer.reason(), what);
            Frames.Frame frame = told.poll(60, TimeUnit.SECONDS);
            assertNotNull(frame, what);
            assertEquals(type, frame.type(), what);
            assertEquals(error.code(), frame.code(), what);
        }
    }

    /** Notes what ends streams or the connection. */
    private static void listen(Backend.Session session, LinkedBlockingQueue<Frames.Frame> told) throws IOException {
        Frames.Frame frame;
        while ((frame = Frames.read(session.in)) != null) {
            if (frame.type() == RST_STREAM || frame.type() == GOAWAY) {
                told.add(frame);
            }
        }
    }

    static Stream<Arguments> late() {
        Http2Error protocol = Http2Error.PROTOCOL_ERROR;
        return Stream.of(
                row(
                        "6.9.1: more than the window",
                        RST_STREAM,
                        Http2Error.FLOW_CONTROL_ERROR,
                        frame(HEADERS, 4, 1, answer()),
                        flood()),
                row("8.1: two heads", RST_STREAM, protocol, OK, OK),
                row("8.1: trailers with a pseudo header", RST_STREAM, protocol, OK, frame(HEADERS, 5, 1, answer())),
                row(
                        "8.1.1: a body longer than announced",
                        RST_STREAM,
                        protocol,
                        frame(HEADERS, 4, 1, answer("content-length", "1")),
                        frame(DATA, 0, 1, 1, 2)),
                row(
                        "8.1.1: a body shorter than announced",
                        RST_STREAM,
                        protocol,
                        frame(HEADERS, 4, 1, answer("content-length", "3")),
                        frame(DATA, 1, 1, 1)));
    }

    /** More than the sockets between gateway and client hold, whose client does not read yet. */
    private static byte[] flood() {
        byte[][] frames = new byte[1000][];
        java.util.Arrays.fill(frames, frame(DATA, 0, 1, new byte[16_384]));
        return join(frames);
    }

    /** The answer has begun, so it is broken off. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("late")
    void is_broken_off(String what, int type, Http2Error error, byte[] bytes) throws Exception {
        LinkedBlockingQueue<Frames.Frame> told = new LinkedBlockingQueue<>();
        try (Backend backend = Backend.script(session -> {
                    write(session, SETTINGS_FRAME);
                    request(session);
                    write(session, bytes);
                    listen(session, told);
                });
                Rig rig = Rig.start().route(Rig.rule("/").to(Protocol.HTTP2, "hostile", backend));
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Frames.Frame frame = told.poll(60, TimeUnit.SECONDS);
            assertNotNull(frame, what);
            assertEquals(type, frame.type(), what);
            assertEquals(error.code(), frame.code(), what);
            assertEquals("backend_protocol_error", rig.record().reply().reason(), what);
        }
    }

    @Test
    void a_connection_that_has_fallen_silent_is_left() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (Backend backend = Backend.script(session -> {
                    boolean silent = connections.incrementAndGet() == 1;
                    write(session, SETTINGS_FRAME);
                    request(session);
                    if (!silent) {
                        write(session, frame(HEADERS, 5, 1, answer()));
                    }
                    session.in.readAllBytes();
                });
                Rig rig = Rig.start()
                        .route(Rig.rule("/")
                                .to(Protocol.HTTP2, "silent", backend)
                                .timeouts(null, Duration.ofMillis(1500)));
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("backend_timeout", client.read().reason());
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(200, client.read().status());
            assertEquals(2, connections.get());
        }
    }

    @Test
    void a_whole_exchange_ends_without_a_reset() throws Exception {
        LinkedBlockingQueue<Integer> told = new LinkedBlockingQueue<>();
        try (Backend backend = Backend.script(session -> {
                    write(session, SETTINGS_FRAME);
                    request(session);
                    write(session, OK, frame(DATA, 1, 1, 'o', 'k'));
                    Frames.Frame frame;
                    while ((frame = Frames.read(session.in)) != null && frame.type() != HEADERS) {
                        told.add(frame.type());
                    }
                    write(session, frame(HEADERS, 5, 3, answer()));
                    session.in.readAllBytes();
                });
                Rig rig = Rig.start().route(Rig.rule("/").to(Protocol.HTTP2, "friendly", backend));
                RawClient client = rig.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("ok", client.read().body());
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.read();
            assertFalse(told.contains(RST_STREAM), told::toString);
        }
    }

    @Test
    void an_answer_that_comes_before_the_request_has_ended_is_passed_on_whole() throws Exception {
        try (Backend backend = Backend.script(session -> {
                    write(session, SETTINGS_FRAME);
                    request(session);
                    write(session, OK, frame(DATA, 1, 1, 'e', 'a', 'r', 'l', 'y'), number(RST_STREAM, 1, 0));
                    session.in.readAllBytes();
                });
                Rig rig = Rig.start().route(Rig.rule("/").to(Protocol.HTTP2, "early", backend));
                RawClient client = rig.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            assertEquals("early", client.read().body());
        }
    }

    @Test
    void streams_beyond_the_last_one_of_a_goaway_are_tried_elsewhere() throws Exception {
        try (Backend backend = Backend.script(session -> {
                    write(session, SETTINGS_FRAME);
                    request(session);
                    if (session.first()) {
                        write(session, frame(GOAWAY, 0, 0, new byte[8]));
                    } else {
                        write(session, frame(HEADERS, 5, 1, answer()));
                    }
                    session.in.readAllBytes();
                });
                Rig rig = Rig.start().route(Rig.rule("/").retry(1).to(Protocol.HTTP2, "leaving", backend))) {
            assertEquals(200, rig.get("/").status());
            assertEquals(2, backend.connections.get());
        }
    }

    @Test
    void settings_that_say_less_than_before_hold_from_then_on() throws Exception {
        try (Backend backend = Backend.script(session -> {
                    write(session, setting(4, 3));
                    request(session);
                    // three bytes and no more until there is a window
                    Frames.Frame data = Frames.read(session.in);
                    while (data != null && data.type() != DATA) {
                        data = Frames.read(session.in);
                    }
                    assertNotNull(data);
                    int first = data.payload().length;
                    write(session, SETTINGS_FRAME, number(WINDOW_UPDATE, 1, 100));
                    int rest = 0;
                    boolean ended = false;
                    while (data != null && !ended) {
                        data = Frames.read(session.in);
                        if (data != null && data.type() == DATA) {
                            rest += data.payload().length;
                            ended = (data.flags() & 1) != 0;
                        }
                    }
                    String text = first + "+" + rest;
                    write(session, OK, frame(DATA, 1, 1, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                    session.in.readAllBytes();
                });
                Rig rig = Rig.start().route(Rig.rule("/").to(Protocol.HTTP2, "narrow", backend));
                RawClient client = rig.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789");
            assertEquals("3+7", client.read().body());
        }
    }
}
