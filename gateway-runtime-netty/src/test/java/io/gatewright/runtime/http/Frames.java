package io.gatewright.runtime.http;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** HTTP/2 frames as bytes, right and wrong. */
final class Frames {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    static final byte[] SETTINGS_FRAME = frame(SETTINGS, 0, 0);

    /** A frame as it came. */
    record Frame(int type, int flags, int stream, byte[] payload) {
        /** The error that a GOAWAY or RST_STREAM names. */
        int code() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }
    }

    private Frames() {}

    static byte[] frame(int type, int flags, int stream, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return frame(type, flags, stream, bytes);
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A frame whose payload is one number. */
    static byte[] number(int type, int stream, int value) {
        return frame(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
    }

    static byte[] setting(int name, int value) {
        return frame(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) name).putInt(value).array());
    }

    /** A header block that does not touch the table. */
    static byte[] block(Http2Headers headers) {
        ByteBuf out = Unpooled.buffer();
        try (DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder((name, value) -> true, true)) {
            encoder.encodeHeaders(1, headers, out);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
        return ByteBufUtil.getBytes(out);
    }

    /** Names and values in turn. */
    static Http2Headers fields(String... pairs) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < pairs.length; i += 2) {
            headers.add(pairs[i], pairs[i + 1]);
        }
        return headers;
    }

    /** A request for `/` with these fields added. */
    static byte[] get(String... more) {
        Http2Headers headers = fields(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a");
        headers.add(fields(more));
        return block(headers);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** The next frame; null at the end. */
    static Frame read(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(from);
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    /** The next one of this type on any stream; a GOAWAY before it is a failure. */
    static Frame next(InputStream from, int type) throws IOException {
        return next(from, frame -> frame.type() == type);
    }

    /** The next one of this type on this stream; a GOAWAY before it is a failure. */
    static Frame next(InputStream from, int type, int stream) throws IOException {
        return next(from, frame -> frame.type() == type && frame.stream() == stream);
    }

    private static Frame next(InputStream from, Predicate<Frame> wanted) throws IOException {
        Frame frame;
        while ((frame = read(from)) != null) {
            if (wanted.test(frame)) {
                return frame;
            }
            assertNotEquals(GOAWAY, frame.type());
        }
        throw new AssertionError("the connection ended");
    }

    /** The last one before the connection ends. */
    static Frame last(InputStream from) throws IOException {
        Frame last = null;
        Frame frame;
        while ((frame = read(from)) != null) {
            last = frame;
        }
        assertNotNull(last);
        return last;
    }
}
