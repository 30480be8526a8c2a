package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** What the peer does on a {@link MessageStream}, after the head. Called on its event loop. */
public interface StreamEvents {
    /** A part of the peer's body; the callee owns it. It may be empty if {@code last}. */
    void onData(ByteBuf part, boolean last);

    /** The peer's message ended with trailers. */
    void onTrailers(HttpHeaders trailers);

    /** The batch that was demanded is through, or a head came with nothing after it: flush what came of it, demand again. */
    void onBatch();

    /** {@link MessageStream#writable()} is true again. */
    void onWritable();

    /** The peer gave up or its connection died before both messages were complete. Nothing follows. */
    void onAbort(Abort why);
}
