package io.gatewright.runtime.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What the frame reader understands does not depend on how bytes arrive. */
class FrameReaderPropertiesTest {
    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Frames of all types, most of them as they should be. */
    @Provide
    Arbitrary<byte[]> frames() {
        Arbitrary<Integer> type = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(4, 0),
                net.jqwik.api.Tuple.of(2, 1),
                net.jqwik.api.Tuple.of(1, 2),
                net.jqwik.api.Tuple.of(1, 3),
                net.jqwik.api.Tuple.of(1, 4),
                net.jqwik.api.Tuple.of(1, 6),
                net.jqwik.api.Tuple.of(1, 7),
                net.jqwik.api.Tuple.of(1, 8),
                net.jqwik.api.Tuple.of(1, 9),
                net.jqwik.api.Tuple.of(1, 0xbb));
        Arbitrary<Integer> flags = Arbitraries.of(0, 1, 4, 5, 8, 9, 0xd, 0x2d, 0x25);
        Arbitrary<byte[]> junk = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        return Combinators.combine(type, flags, Arbitraries.integers().between(0, 5), junk)
                .as((t, f, s, payload) -> frame(t, f, onItsOwn(t) ? 0 : s, fitting(t, f, payload)));
    }

    private static boolean onItsOwn(int type) {
        return type == 4 || type == 6 || type == 7;
    }

    private static byte[] fitting(int type, int flags, byte[] payload) {
        int length = switch (type) {
            case 2 -> 5;
            case 3, 8 -> 4;
            case 4 -> (flags & 1) != 0 ? 0 : payload.length / 6 * 6;
            case 6 -> 8;
            case 7 -> Math.max(8, payload.length);
            default -> payload.length;
        };
        byte[] fitted = java.util.Arrays.copyOf(payload, length);
        if (type < 2 && (flags & 8) != 0 && length > 0) {
            fitted[0] = (byte) (fitted[0] & 7);
        }
        return fitted;
    }

    /** What was heard; DATA put together again. */
    private static final class Heard implements FrameReader.Frames {
        final List<String> events = new ArrayList<>();
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();
        private boolean open;

        private void say(String event) {
            endData();
            events.add(event);
        }

        void endData() {
            if (open) {
                open = false;
                events.add("part " + ByteBufUtil.hexDump(data.toByteArray()));
                data.reset();
            }
        }

        private static String hex(ByteBuf in) {
            return ByteBufUtil.hexDump(in);
        }

        @Override
        public void data(int stream, int length, int padding) {
            say("data " + stream + " " + length + " " + padding);
            open = true;
        }

        @Override
        public void part(int stream, ByteBuf in, int length, boolean last) {
            byte[] bytes = new byte[length];
            in.getBytes(in.readerIndex(), bytes);
            data.writeBytes(bytes);
            if (last) {
                say("end " + stream);
            }
        }

        @Override
        public void headers(int stream, boolean last, int dependsOn, ByteBuf block, boolean whole) {
            say("headers " + stream + " " + last + " " + dependsOn + " " + hex(block) + " " + whole);
        }

        @Override
        public void continuation(int stream, ByteBuf block, boolean whole) {
            say("continuation " + stream + " " + hex(block) + " " + whole);
        }

        @Override
        public void priority(int stream, int dependsOn) {
            say("priority " + stream + " " + dependsOn);
        }

        @Override
        public boolean over() {
            return false;
        }

        @Override
        public void reset(int stream, long code) {
            say("reset " + stream + " " + code);
        }

        @Override
        public void settings(ByteBuf in) {
            say("settings " + hex(in));
        }

        @Override
        public void settingsAck() {
            say("ack");
        }

        @Override
        public void ping(boolean ack, long payload) {
            say("ping " + ack + " " + payload);
        }

        @Override
        public void goAway(int lastStream, long code) {
            say("go away " + lastStream + " " + code);
        }

        @Override
        public void windowUpdate(int stream, int increment) {
            say("window " + stream + " " + increment);
        }

        @Override
        public void unknown() {
            say("unknown");
        }
    }

    private static List<String> read(byte[] bytes, List<Integer> cuts) {
        Heard heard = new Heard();
        FrameReader reader = new FrameReader(heard, true);
        ByteBuf in = Unpooled.buffer();
        int at = 0;
        int step = 0;
        while (at < bytes.length) {
            int length = cuts.isEmpty() ? bytes.length : cuts.get(step++ % cuts.size());
            int to = Math.min(bytes.length, at + length);
            in.writeBytes(bytes, at, to - at);
            at = to;
            boolean again = true;
            while (again) {
                try {
                    reader.read(in);
                    again = false;
                } catch (Http2Fault fault) {
                    heard.say("fault " + fault.stream() + " " + fault.code());
                    if (fault.stream() == 0) {
                        in.release();
                        return heard.events;
                    }
                }
            }
        }
        heard.endData();
        in.release();
        return heard.events;
    }

    private static byte[] connection(List<byte[]> frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(FrameReader.PREFACE);
        all.writeBytes(frame(4, 0, 0, new byte[0]));
        frames.forEach(all::writeBytes);
        return all.toByteArray();
    }

    @Property(tries = 2000)
    void how_bytes_are_cut_changes_nothing(
            @ForAll List<@net.jqwik.api.From("frames") byte[]> frames,
            @ForAll @net.jqwik.api.constraints.NotEmpty List<@IntRange(min = 1, max = 20) Integer> cuts) {
        byte[] bytes = connection(frames);
        assertEquals(read(bytes, List.of()), read(bytes, cuts));
    }

    @Example
    void data_is_handed_on_before_its_frame_is_whole() throws Http2Fault {
        Heard heard = new Heard();
        FrameReader reader = new FrameReader(heard, true);
        byte[] bytes = connection(List.of(frame(0, 9, 1, new byte[] {2, 'a', 'b', 'c', 0, 0})));
        ByteBuf in = Unpooled.wrappedBuffer(bytes, 0, bytes.length - 4);
        reader.read(in);
        heard.endData();
        assertEquals(List.of("settings ", "data 1 6 3", "part 61"), heard.events);
        reader.read(Unpooled.wrappedBuffer(bytes, bytes.length - 4, 4));
        assertEquals("end 1", heard.events.get(3));
    }

    @Property(tries = 500)
    void whatever_comes_is_understood_or_refused(
            @ForAll byte[] junk, @ForAll List<@IntRange(min = 1, max = 9) Integer> cuts) {
        List<String> heard = read(connection(List.of(junk)), cuts);
        assertTrue(heard.size() >= 1, "SETTINGS at least");
    }
}
