package io.gatewright.conformance.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Short WebSocket frames (RFC 6455). */
final class WebSocketFrames {
    static final int TEXT = 1;
    static final int BINARY = 2;

    private WebSocketFrames() {}

    /** A masked frame; the mask is zero, which is as good as any here. */
    static byte[] frame(int opcode, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    /** The payload of the next frame, which must be of this kind. */
    static String read(InputStream in, int opcode) throws IOException {
        int first = in.read();
        int length = in.read();
        if (first < 0 || length < 0) {
            throw new EOFException("closed instead of a frame");
        }
        if (first != (0x80 | opcode) || length > 125) {
            throw new IOException("frame with first bytes " + first + ", " + length);
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
