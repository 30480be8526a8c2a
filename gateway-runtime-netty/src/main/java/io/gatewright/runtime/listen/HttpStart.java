package io.gatewright.runtime.listen;

import io.netty.channel.ChannelPipeline;

/**
 * Speaks HTTP on accepted connections: what a port hands a connection to once it knows the protocol. Both methods are
 * called once per connection, on its event loop, before the first byte of HTTP is read; they add handlers at the end of
 * the pipeline. What is left in front of them (TLS, bookkeeping) needs no attention. {@link Drain#START} may follow at any
 * time.
 */
public interface HttpStart extends AutoCloseable {
    /** TLS was terminated and ALPN is done; without ALPN it is HTTP/1. */
    void start(ChannelPipeline pipeline, ConnectionInfo info, boolean http2);

    /** A connection in clear text: HTTP/1, or HTTP/2 by prior knowledge, to be told apart by the first bytes. */
    void startClearText(ChannelPipeline pipeline, ConnectionInfo info);

    /** Closes what is shared by connections (pools to backends), after all connections are gone. */
    @Override
    void close();
}
