package io.gatewright.runtime.http;

import static io.gatewright.runtime.http.Frames.DATA;
import static io.gatewright.runtime.http.Frames.GOAWAY;
import static io.gatewright.runtime.http.Frames.HEADERS;
import static io.gatewright.runtime.http.Frames.PING;
import static io.gatewright.runtime.http.Frames.RST_STREAM;
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
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that would take more than their share: streams, resets, windows, buffers. */
@ExtendWith(NoLeaks.class)
class GreedyClientTest {
    /** Opens stream 1 and leaves it open. */
    private static final byte[] OPEN = frame(HEADERS, 4, 1, get());

    /** So many streams, each of which its client makes us reset. */
    private static byte[] resets(int count) {
        byte[][] streams = new byte[count][];
        for (int i = 0; i < count; i++) {
            streams[i] = join(frame(HEADERS, 4, 2 * i + 1, get()), number(WINDOW_UPDATE, 2 * i + 1, 0));
        }
        return join(streams);
    }

    @Test
    void streams_above_the_number_that_was_granted_are_refused() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (Backend backend = Backend.answering((request, session) -> hold.await());
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.out.write(join(Frames.PREFACE, Frames.SETTINGS_FRAME));
            for (int i = 0; i <= 128; i++) {
                client.out.write(frame(HEADERS, 5, 2 * i + 1, get()));
            }
            client.out.flush();
            assertEquals(
                    Http2Error.REFUSED_STREAM.code(),
                    next(client.in, RST_STREAM, 257).code());
            hold.countDown();
        }
    }

    @Test
    void a_client_that_makes_us_reset_its_streams_is_cut_off() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            client.out.write(join(Frames.PREFACE, Frames.SETTINGS_FRAME, resets(201)));
            client.out.flush();
            Frames.Frame last = Frames.last(client.in);
            assertEquals(GOAWAY, last.type());
            assertEquals(Http2Error.ENHANCE_YOUR_CALM.code(), last.code());
        }
    }

    @Test
    void requests_that_were_answered_before_their_end_do_not_count_as_streams_that_had_to_be_reset() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start().route(Rig.rule("/elsewhere").to(backend));
                RawClient client = rig.client()) {
            client.out.write(join(Frames.PREFACE, Frames.SETTINGS_FRAME));
            for (int i = 0; i <= 200; i++) {
                client.out.write(frame(HEADERS, 4, 2 * i + 1, get()));
                client.out.flush();
                assertEquals(
                        Http2Error.NO_ERROR.code(),
                        next(client.in, RST_STREAM, 2 * i + 1).code());
            }
            client.out.write(frame(PING, 0, 0, new byte[8]));
            client.out.flush();
            assertNotNull(next(client.in, PING, 0), "the connection serves on");
        }
    }

    @Test
    void nothing_is_read_behind_the_frame_that_ended_the_connection() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.to(backend);
                RawClient client = rig.client()) {
            // the last one is one too many; then what would make us keep buffers
            client.out.write(join(
                    Frames.PREFACE,
                    Frames.SETTINGS_FRAME,
                    resets(201),
                    frame(PING, 0, 0, new byte[8]),
                    frame(HEADERS, 0, 403, new byte[16_000])));
            client.out.flush();
            Frames.Frame last = Frames.last(client.in);
            assertEquals(GOAWAY, last.type());
            assertEquals(Http2Error.ENHANCE_YOUR_CALM.code(), last.code());
        }
    }

    @Test
    void a_tunnel_that_was_refused_is_a_stream_like_others() throws Exception {
        try (Backend backend = Backend.echo();
                Rig rig = Rig.start().route(Rig.rule("/elsewhere").to(backend));
                RawClient client = rig.client()) {
            byte[] connect = block(fields(
                    ":method",
                    "CONNECT",
                    ":protocol",
                    "websocket",
                    ":scheme",
                    "http",
                    ":path",
                    "/",
                    ":authority",
                    "a"));
            client.out.write(join(Frames.PREFACE, Frames.SETTINGS_FRAME, frame(HEADERS, 4, 1, connect)));
            client.out.flush();
            assertEquals(
                    Http2Error.NO_ERROR.code(), next(client.in, RST_STREAM, 1).code());
        }
    }

    @Test
    void clients_that_do_not_read_do_not_stop_others_who_share_the_backends_connection() throws Exception {
        String body = "x".repeat(200_000);
        try (H2 backend = H2.server((stream, event) -> {
                    if (event instanceof H2.Head) {
                        stream.headers(H2.status(200), false).data(body, true);
                    }
                });
                Rig rig = Rig.start().route(Http2Test.h2(Rig.rule("/"), backend));
                RawClient client = rig.client()) {
            client.out.write(join(Frames.PREFACE, setting(4, 0)));
            for (int i = 0; i < 20; i++) {
                client.out.write(frame(HEADERS, 5, 2 * i + 1, get()));
            }
            client.out.flush();
            for (int i = 0; i < 20; i++) {
                assertNotNull(next(client.in, HEADERS));
            }
            for (int i = 0; i < 10; i++) {
                assertEquals(body, rig.get("/").body());
            }
        }
    }

    @Test
    void padding_is_given_back_to_the_windows() throws Exception {
        try (H2 backend = H2.server((stream, event) -> {
                    if (event instanceof H2.Data data && data.end()) {
                        stream.headers(H2.status(200), true);
                    }
                });
                Rig rig = Rig.start().route(Http2Test.h2(Rig.rule("/"), backend));
                RawClient client = rig.client()) {
            client.out.write(join(Frames.PREFACE, Frames.SETTINGS_FRAME, OPEN));
            byte[] padded = new byte[300];
            padded[0] = (byte) 250;
            int window = 65_535;
            // several times what the connection's window holds
            for (int sent = 0; sent < 4 << 20; sent += padded.length) {
                while (window < padded.length) {
                    window += ByteBuffer.wrap(next(client.in, WINDOW_UPDATE, 1).payload())
                            .getInt();
                }
                client.out.write(frame(DATA, 8, 1, padded));
                client.out.flush();
                window -= padded.length;
            }
            client.out.write(frame(DATA, 1, 1));
            client.out.flush();
            next(client.in, HEADERS, 1);
        }
    }
}
