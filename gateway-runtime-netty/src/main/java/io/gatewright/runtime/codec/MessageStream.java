package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * One request with its response as seen on one connection: a whole HTTP/2 stream, or one turn of an HTTP/1 connection.
 * Everything happens on the connection's event loop. Nothing is read that was not demanded (except what the peer's flow
 * control window already let through), and nothing leaves before {@link #flush()}.
 */
public interface MessageStream {
    EventLoop eventLoop();

    ByteBufAllocator alloc();

    /** Writes a part of our message's body and takes over the buffer. After {@code last} nothing may follow. */
    void data(ByteBuf part, boolean last);

    /** Ends our message with trailers. */
    void trailers(HttpHeaders trailers);

    void flush();

    /** False while too much is queued: stop until {@link StreamEvents#onWritable()}. */
    boolean writable();

    /** Asks for the next batch of the peer's body. One batch comes per call; calls do not add up. */
    void demand();

    /** Gives up: resets the stream or closes the connection. Nothing is reported afterwards. Idempotent. */
    void abort(Abort why);
}
