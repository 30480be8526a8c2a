package io.gatewright.runtime.http;

import static io.gatewright.runtime.http.Frames.CONTINUATION;
import static io.gatewright.runtime.http.Frames.DATA;
import static io.gatewright.runtime.http.Frames.GOAWAY;
import static io.gatewright.runtime.http.Frames.HEADERS;
import static io.gatewright.runtime.http.Frames.PING;
import static io.gatewright.runtime.http.Frames.PRIORITY;
import static io.gatewright.runtime.http.Frames.PUSH_PROMISE;
import static io.gatewright.runtime.http.Frames.RST_STREAM;
import static io.gatewright.runtime.http.Frames.SETTINGS;
import static io.gatewright.runtime.http.Frames.WINDOW_UPDATE;
import static io.gatewright.runtime.http.Frames.block;
import static io.gatewright.runtime.http.Frames.fields;
import static io.gatewright.runtime.http.Frames.frame;
import static io.gatewright.runtime.http.Frames.get;
import static io.gatewright.runtime.http.Frames.join;
import static io.gatewright.runtime.http.Frames.next;
import static io.gatewright.runtime.http.Frames.number;
import static io.gatewright.runtime.http.Frames.setting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that break RFC 9113, and what they are told. */
@ExtendWith(NoLeaks.class)
class HostileClientTest {
    /** Opens stream 1 and leaves it open. */
    private static final byte[] OPEN = frame(HEADERS, 4, 1, get());

    /** The same, ended by its client; its answer waits. */
    private static final byte[] ENDED = frame(HEADERS, 5, 1, get());

    private static Arguments row(String what, Http2Error error, byte[]... bytes) {
        return Arguments.of(what, error, join(bytes));
    }

    static Stream<Arguments> breaksTheConnection() {
        Http2Error protocol = Http2Error.PROTOCOL_ERROR;
        Http2Error size = Http2Error.FRAME_SIZE_ERROR;
        Http2Error flow = Http2Error.FLOW_CONTROL_ERROR;
        return Stream.of(
                row("3.4: a first frame other than SETTINGS", protocol, frame(PING, 0, 0, new byte[8])),
                row("3.4: a first SETTINGS that is an answer", protocol, frame(SETTINGS, 1, 0)),
                row("4.2: a frame above the largest", size, Frames.SETTINGS_FRAME, frame(0xee, 0, 0, new byte[16_385])),
                row("4.3: a block that is no HPACK", Http2Error.COMPRESSION_ERROR, settled(frame(HEADERS, 5, 1, 0xff))),
                row("5.1: DATA on an idle stream", protocol, settled(frame(DATA, 0, 1, 1))),
                row("5.1: RST_STREAM on an idle stream", protocol, settled(number(RST_STREAM, 1, 8))),
                row("5.1: WINDOW_UPDATE on an idle stream", protocol, settled(number(WINDOW_UPDATE, 1, 8))),
                row("5.1.1: an even number", protocol, settled(frame(HEADERS, 5, 2, get()))),
                row(
                        "5.1.1: a number below the last",
                        Http2Error.STREAM_CLOSED,
                        settled(frame(HEADERS, 5, 3, get()), frame(HEADERS, 5, 1, get()))),
                row("6.1: DATA on the connection", protocol, settled(frame(DATA, 0, 0, 1))),
                row("6.1: more padding than DATA", protocol, settled(OPEN, frame(DATA, 8, 1, 9, 1))),
                row("6.1: padded DATA without a length", size, settled(OPEN, frame(DATA, 8, 1))),
                row("6.2: HEADERS on the connection", protocol, settled(frame(HEADERS, 5, 0, get()))),
                row("6.2: more padding than HEADERS", protocol, settled(frame(HEADERS, 0xd, 1, 9, 1))),
                row("6.2: HEADERS without their priority", size, settled(frame(HEADERS, 0x25, 1, 9, 1))),
                row("6.3: PRIORITY on the connection", protocol, settled(frame(PRIORITY, 0, 0, new byte[5]))),
                row("6.4: RST_STREAM on the connection", protocol, settled(number(RST_STREAM, 0, 8))),
                row("6.4: RST_STREAM of three bytes", size, settled(OPEN, frame(RST_STREAM, 0, 1, 0, 0, 8))),
                row("6.5: SETTINGS on a stream", protocol, settled(OPEN, frame(SETTINGS, 0, 1))),
                row("6.5: SETTINGS of five bytes", size, settled(frame(SETTINGS, 0, 0, new byte[5]))),
                row("6.5: an answer that sets", size, settled(frame(SETTINGS, 1, 0, new byte[6]))),
                row("6.5.2: ENABLE_PUSH of two", protocol, settled(setting(2, 2))),
                row("6.5.2: a window of two GiB", flow, settled(setting(4, Integer.MIN_VALUE))),
                row("6.5.2: small frames", protocol, settled(setting(5, 16_383))),
                row("6.5.2: large frames", protocol, settled(setting(5, 16_777_216))),
                row("6.6: PUSH_PROMISE", protocol, settled(OPEN, frame(PUSH_PROMISE, 4, 1, new byte[4]))),
                row("6.7: PING on a stream", protocol, settled(OPEN, frame(PING, 0, 1, new byte[8]))),
                row("6.7: PING of seven bytes", size, settled(frame(PING, 0, 0, new byte[7]))),
                row("6.8: GOAWAY on a stream", protocol, settled(OPEN, frame(GOAWAY, 0, 1, new byte[8]))),
                row("6.8: GOAWAY of seven bytes", size, settled(frame(GOAWAY, 0, 0, new byte[7]))),
                row("6.9: WINDOW_UPDATE of nothing", protocol, settled(number(WINDOW_UPDATE, 0, 0))),
                row("6.9: WINDOW_UPDATE of three bytes", size, settled(frame(WINDOW_UPDATE, 0, 0, 0, 0, 1))),
                row(
                        "6.9.1: a connection window above the largest",
                        flow,
                        settled(number(WINDOW_UPDATE, 0, Integer.MAX_VALUE))),
                row(
                        "6.9.2: a stream's window above the largest by SETTINGS",
                        flow,
                        settled(ENDED, number(WINDOW_UPDATE, 1, Integer.MAX_VALUE - 65_535), setting(4, 65_536))),
                row("6.10: CONTINUATION of nothing", protocol, settled(OPEN, frame(CONTINUATION, 4, 1, get()))),
                row(
                        "6.10: CONTINUATION of another stream",
                        protocol,
                        settled(frame(HEADERS, 1, 1, get()), frame(CONTINUATION, 4, 3))),
                row(
                        "6.10: a block interrupted",
                        protocol,
                        settled(frame(HEADERS, 1, 1, get()), frame(PING, 0, 0, new byte[8]))),
                row(
                        "10.5.1: continuations without end",
                        Http2Error.ENHANCE_YOUR_CALM,
                        settled(frame(HEADERS, 1, 1, get()), many(20, frame(CONTINUATION, 0, 1, 0x40)))),
                row(
                        "10.5.1: a block without end",
                        Http2Error.ENHANCE_YOUR_CALM,
                        settled(frame(HEADERS, 1, 1, get()), many(9, frame(CONTINUATION, 0, 1, new byte[16_384])))),
                row(
                        "10.5: empty DATA without end",
                        Http2Error.ENHANCE_YOUR_CALM,
                        settled(OPEN, many(20, frame(DATA, 0, 1)))));
    }

    private static byte[] settled(byte[]... bytes) {
        return join(Frames.SETTINGS_FRAME, join(bytes));
    }

    private static byte[] many(int times, byte[] what) {
        byte[][] all = new byte[times][];
        java.util.Arrays.fill(all, what);
        return join(all);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaksTheConnection")
    void ends_the_connection(String what, Http2Error error, byte[] bytes) throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (Backend backend = Backend.answering((request, session) -> hold.await());
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.out.write(join(Frames.PREFACE, bytes));
            client.out.flush();
            Frames.Frame last = null;
            Frames.Frame next;
            while ((next = Frames.read(client.in)) != null) {
                last = next;
            }
            hold.countDown();
            assertNotNull(last);
            assertEquals(GOAWAY, last.type(), what);
            assertEquals(error.code(), last.code(), what);
        }
    }

    static Stream<Arguments> breaksTheStream() {
        Http2Error protocol = Http2Error.PROTOCOL_ERROR;
        byte[] post = frame(HEADERS, 4, 1, get("content-length", "3"));
        return Stream.of(
                row("5.1: DATA after the end", Http2Error.STREAM_CLOSED, ENDED, frame(DATA, 1, 1, 1)),
                row("5.1: HEADERS after the end", Http2Error.STREAM_CLOSED, ENDED, frame(HEADERS, 5, 1, get())),
                row(
                        "5.3.1: HEADERS that depend on themselves",
                        protocol,
                        frame(HEADERS, 0x25, 1, join(new byte[] {0, 0, 0, 1, 9}, get()))),
                row("5.3.1: PRIORITY that depends on itself", protocol, OPEN, frame(PRIORITY, 0, 1, 0, 0, 0, 1, 9)),
                row(
                        "6.3: PRIORITY of four bytes",
                        Http2Error.FRAME_SIZE_ERROR,
                        OPEN,
                        frame(PRIORITY, 0, 1, 0, 0, 0, 9)),
                row("6.9: WINDOW_UPDATE of nothing", protocol, OPEN, number(WINDOW_UPDATE, 1, 0)),
                row(
                        "6.9.1: a window above the largest",
                        Http2Error.FLOW_CONTROL_ERROR,
                        OPEN,
                        number(WINDOW_UPDATE, 1, Integer.MAX_VALUE)),
                row(
                        "6.9.1: more than the window",
                        Http2Error.FLOW_CONTROL_ERROR,
                        OPEN,
                        many(4, frame(DATA, 0, 1, new byte[16_384]))),
                row(
                        "8.1: HEADERS in the middle that do not end",
                        protocol,
                        OPEN,
                        frame(HEADERS, 4, 1, block(fields("x", "y")))),
                row(
                        "8.1: pseudo headers in trailers",
                        protocol,
                        OPEN,
                        frame(HEADERS, 5, 1, block(fields(":path", "/")))),
                row("8.1.1: a body longer than announced", protocol, post, frame(DATA, 0, 1, 1, 2, 3, 4)),
                row("8.1.1: a body shorter than announced", protocol, post, frame(DATA, 1, 1, 1)),
                row(
                        "8.1.1: trailers before the announced end",
                        protocol,
                        post,
                        frame(HEADERS, 5, 1, block(fields("x", "y")))),
                row("8.1.1: no body, but a length", protocol, frame(HEADERS, 5, 1, get("content-length", "3"))),
                row(
                        "8.1.1: two lengths",
                        protocol,
                        frame(HEADERS, 5, 1, get("content-length", "0", "content-length", "0"))),
                row("8.1.1: a length that is none", protocol, frame(HEADERS, 5, 1, get("content-length", "+0"))),
                row("8.2.1: a capital letter", protocol, frame(HEADERS, 5, 1, get("X", "y"))),
                row("8.2.1: an empty name", protocol, frame(HEADERS, 5, 1, get("", "y"))),
                row("8.2.1: a colon in a name", protocol, frame(HEADERS, 5, 1, get("a:b", "y"))),
                row("8.2.1: a line break in a value", protocol, frame(HEADERS, 5, 1, get("x", "y\r\nz: a"))),
                row("8.2.1: a zero in a value", protocol, frame(HEADERS, 5, 1, get("x", "y\0"))),
                row("8.2.1: a value that ends in space", protocol, frame(HEADERS, 5, 1, get("x", "y "))),
                row("8.2.2: connection", protocol, frame(HEADERS, 5, 1, get("connection", "x"))),
                row("8.2.2: transfer-encoding", protocol, frame(HEADERS, 5, 1, get("transfer-encoding", "chunked"))),
                row("8.2.2: te", protocol, frame(HEADERS, 5, 1, get("te", "gzip"))),
                row("8.3: an unknown pseudo header", protocol, frame(HEADERS, 5, 1, get(":test", "x"))),
                row("8.3: a pseudo header of answers", protocol, frame(HEADERS, 5, 1, get(":status", "200"))),
                row("8.3: a pseudo header twice", protocol, frame(HEADERS, 5, 1, get(":path", "/"))),
                row(
                        "8.3: a pseudo header behind a field",
                        protocol,
                        frame(HEADERS, 5, 1, join(get("x", "y"), block(fields(":protocol", "z"))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaksTheStream")
    void ends_the_stream_and_nothing_else(String what, Http2Error error, byte[] bytes) throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (Backend backend = Backend.answering((request, session) -> {
                    if (request.target().equals("/next")) {
                        session.ok("next");
                    } else {
                        hold.await();
                    }
                });
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.out.write(join(Frames.PREFACE, settled(bytes)));
            client.out.flush();
            assertEquals(error.code(), next(client.in, RST_STREAM, 1).code(), what);
            byte[] next = block(fields(":method", "GET", ":scheme", "http", ":path", "/next", ":authority", "a"));
            // what belongs to the stream that was reset may still be on its way
            client.out.write(join(frame(DATA, 1, 1, 1), frame(HEADERS, 5, 3, next)));
            client.out.flush();
            assertEquals(0, next(client.in, HEADERS, 3).flags() & 1);
            hold.countDown();
        }
    }
}
