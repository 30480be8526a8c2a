package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;

/**
 * What the peer of a connection says, frame by frame: which stream it is for, whether that may be said of a stream in its state
 * (RFC 9113, 5.1), and what it changes.
 */
final class PeerFrames implements FrameReader.Frames {
    private final Http2Connection connection;
    private final HeaderDecoder decoder;
    private int window = Http2Connection.WINDOW;
    private boolean blockLast;
    private int blockDependsOn;

    PeerFrames(Http2Connection connection, HeaderDecoder decoder) {
        this.connection = connection;
        this.decoder = decoder;
    }

    /** The peer was told that it may send so much more, on all streams together. */
    void widen(int increment) {
        window += increment;
    }

    void release() {
        decoder.release();
    }

    @Override
    public boolean over() {
        return connection.dead();
    }

    @Override
    public void data(int id, int length, int padding) throws Http2Fault {
        window -= length;
        if (window < 0) {
            throw Http2Fault.of(Http2Error.FLOW_CONTROL_ERROR, "more DATA than the connection's window allows");
        }
        connection.consumed(padding);
        Http2Stream stream = connection.stream(id);
        if (stream != null) {
            stream.data(length, padding);
            return;
        }
        if (connection.idle(id)) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "DATA on an idle stream");
        }
        if (!connection.wasReset(id)) {
            throw Http2Fault.of(id, Http2Error.STREAM_CLOSED, "DATA on a closed stream");
        }
    }

    @Override
    public void part(int id, ByteBuf in, int length, boolean last) throws Http2Fault {
        connection.floods().data(length == 0 && !last);
        Http2Stream stream = connection.stream(id);
        if (stream == null) {
            connection.consumed(length);
        } else {
            stream.part(in, length, last);
        }
    }

    @Override
    public void headers(int id, boolean last, int dependsOn, ByteBuf block, boolean whole) throws Http2Fault {
        if (whole) {
            look(id, last, dependsOn, decoder.decode(id, block));
        } else {
            blockLast = last;
            blockDependsOn = dependsOn;
            decoder.begin(block);
        }
    }

    @Override
    public void continuation(int id, ByteBuf block, boolean whole) throws Http2Fault {
        HeaderFields fields = decoder.more(id, block, whole);
        if (fields != null) {
            look(id, blockLast, blockDependsOn, fields);
        }
    }

    private void look(int id, boolean last, int dependsOn, HeaderFields block) throws Http2Fault {
        try {
            decoded(id, last, dependsOn, block);
        } finally {
            block.forget();
        }
    }

    private void decoded(int id, boolean last, int dependsOn, HeaderFields block) throws Http2Fault {
        Http2Stream stream = connection.stream(id);
        if (stream != null) {
            if (stream.remoteDone()) {
                throw Http2Fault.of(id, Http2Error.STREAM_CLOSED, "HEADERS after the end of the stream");
            }
            if (dependsOn == id || block.broken() != null) {
                throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "malformed header block");
            }
            try {
                stream.headers(block, last);
            } catch (MalformedException e) {
                throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, e.why().message());
            }
        } else if (!connection.idle(id)) {
            if (!connection.wasReset(id)) {
                throw Http2Fault.of(Http2Error.STREAM_CLOSED, "HEADERS on a closed stream");
            }
        } else {
            connection.block(id, last, dependsOn, block);
        }
    }

    @Override
    public void priority(int id, int dependsOn) throws Http2Fault {
        connection.floods().control();
        if (id == dependsOn) {
            throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "stream depends on itself");
        }
    }

    @Override
    public void reset(int id, long code) throws Http2Fault {
        if (connection.idle(id)) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "RST_STREAM on an idle stream");
        }
        connection.floods().resetReceived();
        Http2Stream stream = connection.stream(id);
        if (stream != null) {
            stream.fail(Abort.of(code));
        }
    }

    @Override
    public void settings(ByteBuf in) throws Http2Fault {
        connection.floods().control();
        while (in.isReadable()) {
            int name = in.readUnsignedShort();
            long value = in.readUnsignedInt();
            switch (name) {
                case 1 -> connection.encoder().tableSize(value);
                case 4 -> initialWindow(value);
                case 5 -> {
                    if (value < FrameReader.MOST || value > 0xff_ffff) {
                        throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "SETTINGS_MAX_FRAME_SIZE out of range");
                    }
                    connection.writer().maxFrame((int) value);
                }
                case 6 -> connection.encoder().listSize(value);
                default -> connection.setting(name, value);
            }
        }
        connection.writer().settingsAck();
        connection.floods().answer();
        connection.wantFlush();
        connection.settled();
    }

    /** RFC 9113, 6.9.2: what the streams that are open may send changes by as much; it may become less than nothing. */
    private void initialWindow(long value) throws Http2Fault {
        if (value > Integer.MAX_VALUE) {
            throw Http2Fault.of(Http2Error.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE too large");
        }
        int change = (int) value - connection.flow().initial();
        connection.flow().initial((int) value);
        try {
            for (Http2Stream stream : connection.streams()) {
                stream.widen(change);
            }
        } catch (Http2Fault e) {
            throw Http2Fault.of(Http2Error.FLOW_CONTROL_ERROR, "window too large");
        }
    }

    @Override
    public void settingsAck() {
        // what we asked for holds from the begin
    }

    @Override
    public void ping(boolean ack, long payload) throws Http2Fault {
        if (!ack) {
            connection.floods().control();
            connection.writer().pingAck(payload);
            connection.floods().answer();
            connection.wantFlush();
        }
    }

    @Override
    public void goAway(int lastStream, long code) {
        connection.goesAway(lastStream);
    }

    @Override
    public void windowUpdate(int id, int increment) throws Http2Fault {
        if (id == 0) {
            if (increment == 0) {
                throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "WINDOW_UPDATE of nothing");
            }
            connection.flow().widen(increment);
            return;
        }
        if (connection.idle(id)) {
            throw Http2Fault.of(Http2Error.PROTOCOL_ERROR, "WINDOW_UPDATE on an idle stream");
        }
        Http2Stream stream = connection.stream(id);
        if (stream == null) {
            return;
        }
        if (increment == 0) {
            throw Http2Fault.of(id, Http2Error.PROTOCOL_ERROR, "WINDOW_UPDATE of nothing");
        }
        stream.widen(increment);
    }

    @Override
    public void unknown() throws Http2Fault {
        connection.floods().control();
    }
}
