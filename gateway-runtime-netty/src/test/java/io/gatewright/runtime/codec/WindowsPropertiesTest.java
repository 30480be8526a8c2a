package io.gatewright.runtime.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Leaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Windows of HTTP/2 in both directions (RFC 9113, 5.2 and 6.9): the server's engine on a channel in memory, and a client that
 * counts every byte.
 */
class WindowsPropertiesTest {
    private static final int STREAMS = 4;

    static {
        Leaks.watch();
    }

    /** One stream as its exchange sees it. */
    private static final class Seen implements StreamEvents {
        final ServerStream stream;
        final ByteArrayOutputStream got = new ByteArrayOutputStream();
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        int demands;
        int batches;
        boolean ended;
        boolean ending;

        Seen(ServerStream stream) {
            this.stream = stream;
        }

        @Override
        public void onData(ByteBuf part, boolean last) {
            assertTrue(demands > batches, "nobody asked for it");
            while (part.isReadable()) {
                got.write(part.readByte());
            }
            part.release();
            ended = last;
        }

        @Override
        public void onTrailers(HttpHeaders trailers) {
            ended = true;
        }

        @Override
        public void onBatch() {
            batches = demands;
        }

        @Override
        public void onWritable() {}

        @Override
        public void onAbort(Abort why) {
            throw new AssertionError("aborted: " + why);
        }

        void demand() {
            demands++;
            stream.demand();
        }
    }

    /** The client: what it may send, what it lets the server send, what came. */
    private static final class Peer {
        final List<Seen> exchanges = new ArrayList<>();
        final EmbeddedChannel channel = new EmbeddedChannel();
        final Map<Integer, ByteArrayOutputStream> got = new HashMap<>();
        final Map<Integer, Integer> granted = new HashMap<>();
        final Map<Integer, Integer> mine = new HashMap<>();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ArrayDeque<Integer> unacknowledged = new ArrayDeque<>(List.of(0));
        int connectionGranted = 65_535;
        int connectionMine = 65_535;
        int initial = 65_535;
        int ends;

        Peer() {
            Http2ServerConnection.install(
                    channel.pipeline(),
                    new ServerExchanges() {
                        @Override
                        public StreamEvents begin(ServerStream stream, RequestStart head, boolean last) {
                            Seen seen = new Seen(stream);
                            exchanges.add(seen);
                            return seen;
                        }

                        @Override
                        public StreamEvents malformed(ServerStream stream, Malformed why) {
                            throw new AssertionError("malformed: " + why);
                        }
                    },
                    "http",
                    new Http2ServerSettings(new HeadLimits(1000, 4000, 50), 100, 200, 1L << 40));
            out.writeBytes(FrameReader.PREFACE);
            frame(4, 0, 0, new byte[0]);
            for (int i = 0; i < STREAMS; i++) {
                // :method POST, :scheme http, :path /, :authority "a"
                frame(1, 4, 2 * i + 1, new byte[] {(byte) 0x83, (byte) 0x86, (byte) 0x84, 0x01, 1, 'a'});
                got.put(2 * i + 1, new ByteArrayOutputStream());
                granted.put(2 * i + 1, initial);
                mine.put(2 * i + 1, 65_535);
            }
            send();
            for (Seen seen : exchanges) {
                seen.stream.respond(new ResponseStart(200, new FlatHeaders()), false);
            }
            listen();
        }

        void frame(int type, int flags, int stream, byte[] payload) {
            out.writeBytes(ByteBuffer.allocate(9)
                    .putInt(payload.length << 8 | type)
                    .put((byte) flags)
                    .putInt(stream)
                    .array());
            out.writeBytes(payload);
        }

        void window(int stream, int increment) {
            frame(8, 0, stream, ByteBuffer.allocate(4).putInt(increment).array());
            if (stream == 0) {
                connectionGranted += increment;
            } else {
                granted.merge(stream, increment, Integer::sum);
            }
        }

        void initial(int size) {
            frame(
                    4,
                    0,
                    0,
                    ByteBuffer.allocate(6).putShort((short) 4).putInt(size).array());
            int change = size - initial;
            initial = size;
            // more may be used once it is said, less holds once it is acknowledged
            if (change > 0) {
                granted.replaceAll((stream, window) -> window + change);
            }
            unacknowledged.add(Math.min(change, 0));
        }

        void send() {
            channel.writeInbound(Unpooled.wrappedBuffer(out.toByteArray()));
            out.reset();
        }

        /** Takes what the server says, and judges it. */
        void listen() {
            channel.runPendingTasks();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuf part;
            while ((part = channel.readOutbound()) != null) {
                while (part.isReadable()) {
                    all.write(part.readByte());
                }
                part.release();
            }
            ByteBuffer in = ByteBuffer.wrap(all.toByteArray());
            while (in.hasRemaining()) {
                int first = in.getInt();
                int flags = in.get();
                int stream = in.getInt();
                byte[] payload = new byte[first >>> 8];
                in.get(payload);
                switch (first & 0xff) {
                    case 0 -> {
                        assertTrue(payload.length <= 16_384, "a frame of " + payload.length);
                        connectionGranted -= payload.length;
                        int left = granted.merge(stream, -payload.length, Integer::sum);
                        assertTrue(payload.length == 0 || left >= 0, "stream's window overdrawn");
                        assertTrue(connectionGranted >= 0, "connection's window overdrawn");
                        got.get(stream).writeBytes(payload);
                        ends += flags & 1;
                    }
                    case 3 -> assertEquals(0, ByteBuffer.wrap(payload).getInt(), "reset");
                    case 4 -> {
                        if ((flags & 1) != 0) {
                            int change = unacknowledged.remove();
                            granted.replaceAll((known, window) -> window + change);
                        }
                    }
                    case 7 -> throw new AssertionError("GOAWAY: " + new String(payload, 8, payload.length - 8));
                    case 8 -> {
                        int increment = ByteBuffer.wrap(payload).getInt();
                        if (stream == 0) {
                            connectionMine += increment;
                        } else {
                            mine.merge(stream, increment, Integer::sum);
                        }
                    }
                    default -> {
                        // heads
                    }
                }
            }
        }

        void close() {
            channel.finishAndReleaseAll();
        }
    }

    private static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most) + 1];
        random.nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 300)
    void nothing_is_sent_beyond_a_window_and_all_arrives_in_order(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int steps) {
        Random random = new Random(seed);
        Peer peer = new Peer();
        for (int i = 0; i < steps; i++) {
            Seen seen = peer.exchanges.get(random.nextInt(STREAMS));
            int stream = 2 * peer.exchanges.indexOf(seen) + 1;
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    if (!seen.ending) {
                        byte[] part = bytes(random, random.nextBoolean() ? 100 : 50_000);
                        seen.sent.writeBytes(part);
                        seen.ending = random.nextInt(10) == 0;
                        seen.stream.data(Unpooled.wrappedBuffer(part), seen.ending);
                        seen.stream.flush();
                    }
                }
                case 3 -> peer.window(stream, random.nextInt(30_000) + 1);
                case 4 -> peer.window(0, random.nextInt(60_000) + 1);
                default -> peer.initial(random.nextInt(100_000));
            }
            if (random.nextBoolean()) {
                peer.send();
                peer.listen();
            }
        }
        for (Seen seen : peer.exchanges) {
            if (!seen.ending) {
                seen.stream.data(Unpooled.EMPTY_BUFFER, true);
            }
        }
        peer.initial(1 << 30);
        peer.window(0, 1 << 30);
        peer.send();
        peer.listen();
        for (int i = 0; i < STREAMS; i++) {
            assertArrayEquals(
                    peer.exchanges.get(i).sent.toByteArray(),
                    peer.got.get(2 * i + 1).toByteArray());
        }
        assertEquals(STREAMS, peer.ends);
        peer.close();
    }

    @Property(tries = 300)
    void what_a_client_may_send_follows_what_was_demanded_and_all_arrives(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
        Random random = new Random(seed);
        Peer peer = new Peer();
        Map<Integer, ByteArrayOutputStream> sent = new HashMap<>();
        for (int stream : peer.mine.keySet()) {
            sent.put(stream, new ByteArrayOutputStream());
        }
        for (int i = 0; i < steps; i++) {
            int index = random.nextInt(STREAMS);
            int stream = 2 * index + 1;
            if (random.nextInt(3) == 0) {
                peer.exchanges.get(index).demand();
            } else {
                upload(
                        peer,
                        sent.get(stream),
                        stream,
                        bytes(random, random.nextBoolean() ? 50 : 16_000),
                        random.nextInt(4) == 0 ? random.nextInt(200) : -1);
            }
            peer.listen();
        }
        for (int index = 0; index < STREAMS; index++) {
            Seen seen = peer.exchanges.get(index);
            int stream = 2 * index + 1;
            assertTrue(seen.got.size() <= sent.get(stream).size());
            peer.frame(0, 1, stream, new byte[0]);
            peer.send();
            while (!seen.ended) {
                seen.demand();
                peer.channel.runPendingTasks();
            }
            assertArrayEquals(sent.get(stream).toByteArray(), seen.got.toByteArray());
        }
        peer.listen();
        // everything was taken, so the connection's window is open again but for what is not worth a frame
        assertTrue(peer.connectionMine >= (65_535 + (1 << 20)) / 2, "left: " + peer.connectionMine);
        peer.close();
    }

    /** Sends a part if the windows allow it, padded or not. */
    private static void upload(Peer peer, ByteArrayOutputStream sent, int stream, byte[] part, int padding) {
        int length = part.length + (padding < 0 ? 0 : 1 + padding);
        if (length > peer.connectionMine || length > peer.mine.get(stream) || length > 16_384) {
            return;
        }
        peer.connectionMine -= length;
        peer.mine.merge(stream, -length, Integer::sum);
        sent.writeBytes(part);
        if (padding < 0) {
            peer.frame(0, 0, stream, part);
        } else {
            byte[] padded = new byte[length];
            padded[0] = (byte) padding;
            System.arraycopy(part, 0, padded, 1, part.length);
            peer.frame(0, 8, stream, padded);
        }
        peer.send();
    }

    @net.jqwik.api.lifecycle.AfterContainer
    static void noLeaks() {
        assertTrue(Leaks.found().isEmpty(), () -> "buffers were not released: " + Leaks.found());
    }
}
