package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;

/**
 * Cuts HTTP/2 frames out of a stream of bytes, in place: nothing is copied and no frame becomes an object. Judges what a frame
 * says by itself: its size, whether it belongs to a stream, its padding, and that a header block is not interrupted (RFC 9113,
 * 4.1 to 4.3 and 6). DATA is handed on as it comes, everything else when it is whole.
 */
final class FrameReader {
    static final int HEADER = 9;
    /** SETTINGS_MAX_FRAME_SIZE, which we leave as it is. */
    static final int MOST = 1 << 14;

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

    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int HAS_PRIORITY = 0x20;

    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Who hears of frames. A buffer is lent for the call: what it reads of it is its own business. */
    interface Frames {
        /** Whether the connection has ended, so that nothing is read any more. */
        boolean over();

        /**
         * A DATA frame begins.
         *
         * @param length of its payload, as flow control counts it
         * @param padding what of that is no data
         */
        void data(int stream, int length, int padding) throws Http2Fault;

        /** A part of its data, {@code length} bytes from the reader index on; once without bytes if the frame has none. */
        void part(int stream, ByteBuf in, int length, boolean last) throws Http2Fault;

        /**
         * A header block begins.
         *
         * @param dependsOn the stream that it names in its priority, or -1
         * @param whole all of the block is in this frame
         */
        void headers(int stream, boolean last, int dependsOn, ByteBuf block, boolean whole) throws Http2Fault;

        void continuation(int stream, ByteBuf block, boolean whole) throws Http2Fault;

        void priority(int stream, int dependsOn) throws Http2Fault;

        void reset(int stream, long code) throws Http2Fault;

        /** All of {@code in}: pairs of a name of two bytes and a value of four. */
        void settings(ByteBuf in) throws Http2Fault;

        void settingsAck();

        void ping(boolean ack, long payload) throws Http2Fault;

        void goAway(int lastStream, long code) throws Http2Fault;

        /** @param stream 0 for the connection */
        void windowUpdate(int stream, int increment) throws Http2Fault;

        void unknown() throws Http2Fault;
    }

    private final Frames frames;
    private int preface;
    private boolean settled;
    private int block;
    private boolean dataOpen;
    private boolean dataLast;
    private int dataStream;
    private int left;
    private int padding;
    private int skip;

    /** @param server the connection begins with the client's preface */
    FrameReader(Frames frames, boolean server) {
        this.frames = frames;
        preface = server ? 0 : PREFACE.length;
    }

    /** Takes what it can; what is left is the begin of a frame. */
    void read(ByteBuf in) throws Http2Fault {
        while (in.isReadable() && !frames.over() && step(in)) {
            // again
        }
    }

    private boolean step(ByteBuf in) throws Http2Fault {
        if (preface < PREFACE.length) {
            return preface(in);
        }
        if (skip > 0) {
            int now = Math.min(skip, in.readableBytes());
            in.skipBytes(now);
            skip -= now;
            return true;
        }
        if (dataOpen) {
            part(in);
            return true;
        }
        if (in.readableBytes() < HEADER) {
            return false;
        }
        int at = in.readerIndex();
        int length = in.getUnsignedMedium(at);
        int type = in.getUnsignedByte(at + 3);
        int flags = in.getUnsignedByte(at + 4);
        int stream = in.getInt(at + 5) & 0x7fff_ffff;
        if (length > MOST) {
            throw Http2Fault.of(Http2Error.FRAME_SIZE_ERROR, "frame too large");
        }
        if (block != 0 ? type != CONTINUATION || stream != block : type == CONTINUATION) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "header block interrupted, or continued without one");
        }
        if (!settled) {
            if (type != SETTINGS || (flags & ACK) != 0) {
                throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "first frame is not SETTINGS");
            }
            settled = true;
        }
        if (type == DATA) {
            return data(in, length, flags, stream);
        }
        if (in.readableBytes() < HEADER + length) {
            return false;
        }
        int end = in.writerIndex();
        int next = at + HEADER + length;
        in.readerIndex(at + HEADER).writerIndex(next);
        try {
            whole(type, flags, stream, in, length);
        } finally {
            in.writerIndex(end).readerIndex(next);
        }
        return true;
    }

    private boolean preface(ByteBuf in) throws Http2Fault {
        while (preface < PREFACE.length && in.isReadable()) {
            if (in.readByte() != PREFACE[preface++]) {
                throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "no HTTP/2 preface");
            }
        }
        return true;
    }

    private boolean data(ByteBuf in, int length, int flags, int stream) throws Http2Fault {
        onStream(stream);
        boolean padded = (flags & PADDED) != 0;
        if (padded && length == 0) {
            throw tooSmall();
        }
        if (padded && in.readableBytes() == HEADER) {
            return false;
        }
        in.skipBytes(HEADER);
        padding = padded ? in.readUnsignedByte() : 0;
        int around = padded ? 1 + padding : 0;
        if (around > length) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "more padding than frame");
        }
        dataOpen = true;
        dataLast = (flags & END_STREAM) != 0;
        dataStream = stream;
        left = length - around;
        frames.data(stream, length, around);
        if (left == 0) {
            part(in);
        }
        return true;
    }

    private void part(ByteBuf in) throws Http2Fault {
        int now = Math.min(left, in.readableBytes());
        int next = in.readerIndex() + now;
        left -= now;
        if (left == 0) {
            dataOpen = false;
            skip = padding;
        }
        try {
            frames.part(dataStream, in, now, left == 0 && dataLast);
        } finally {
            in.readerIndex(next);
        }
    }

    private void whole(int type, int flags, int stream, ByteBuf in, int length) throws Http2Fault {
        switch (type) {
            case HEADERS -> headers(flags, stream, in);
            case CONTINUATION -> {
                boolean whole = (flags & END_HEADERS) != 0;
                block = whole ? 0 : stream;
                frames.continuation(stream, in, whole);
            }
            case PRIORITY -> {
                onStream(stream);
                if (length != 5) {
                    throw Http2Fault.of(stream, Http2Error.FRAME_SIZE_ERROR, "PRIORITY has five bytes");
                }
                frames.priority(stream, in.readInt() & 0x7fff_ffff);
            }
            case RST_STREAM -> {
                onStream(stream);
                exactly(4, length);
                frames.reset(stream, in.readUnsignedInt());
            }
            case SETTINGS -> {
                onConnection(stream);
                boolean ack = (flags & ACK) != 0;
                if (length % 6 != 0 || ack && length > 0) {
                    throw tooSmall();
                }
                if (ack) {
                    frames.settingsAck();
                } else {
                    frames.settings(in);
                }
            }
            case PUSH_PROMISE -> throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "PUSH_PROMISE is not allowed");
            case PING -> {
                onConnection(stream);
                exactly(8, length);
                frames.ping((flags & ACK) != 0, in.readLong());
            }
            case GOAWAY -> {
                onConnection(stream);
                if (length < 8) {
                    throw tooSmall();
                }
                frames.goAway(in.readInt() & 0x7fff_ffff, in.readUnsignedInt());
            }
            case WINDOW_UPDATE -> {
                exactly(4, length);
                frames.windowUpdate(stream, in.readInt() & 0x7fff_ffff);
            }
            default -> frames.unknown();
        }
    }

    private void headers(int flags, int stream, ByteBuf in) throws Http2Fault {
        onStream(stream);
        boolean padded = (flags & PADDED) != 0;
        boolean priority = (flags & HAS_PRIORITY) != 0;
        if (in.readableBytes() < (padded ? 1 : 0) + (priority ? 5 : 0)) {
            throw tooSmall();
        }
        int pad = padded ? in.readUnsignedByte() : 0;
        int dependsOn = -1;
        if (priority) {
            dependsOn = in.readInt() & 0x7fff_ffff;
            in.skipBytes(1);
        }
        if (pad > in.readableBytes()) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "more padding than frame");
        }
        in.writerIndex(in.writerIndex() - pad);
        boolean whole = (flags & END_HEADERS) != 0;
        block = whole ? 0 : stream;
        frames.headers(stream, (flags & END_STREAM) != 0, dependsOn, in, whole);
    }

    private static void onStream(int stream) throws Http2Fault {
        if (stream == 0) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "frame belongs to a stream");
        }
    }

    private static void onConnection(int stream) throws Http2Fault {
        if (stream != 0) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "frame belongs to the connection");
        }
    }

    private static void exactly(int expected, int length) throws Http2Fault {
        if (length != expected) {
            throw tooSmall();
        }
    }

    private static Http2Fault tooSmall() {
        return Http2Fault.of(Http2Error.FRAME_SIZE_ERROR, "frame of the wrong size");
    }
}
