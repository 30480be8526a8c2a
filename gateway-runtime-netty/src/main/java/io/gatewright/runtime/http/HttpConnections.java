package io.gatewright.runtime.http;

import io.gatewright.runtime.Limits;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.codec.HeadLimits;
import io.gatewright.runtime.codec.Http1ServerConnection;
import io.gatewright.runtime.codec.Http1Settings;
import io.gatewright.runtime.codec.Http2ServerConnection;
import io.gatewright.runtime.codec.Http2ServerSettings;
import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.listen.HttpStart;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.upstream.Upstreams;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.TimeUnit;

/**
 * Where accepted connections become HTTP. One per data plane; its methods are called on the connection's event loop, once
 * per connection, when everything below HTTP is done.
 */
public final class HttpConnections implements HttpStart {
    /** Of an unwanted request body, read to keep a connection or to let the answer arrive. */
    private static final int DRAIN_BYTES = 256 * 1024;

    private static final long LINGER = TimeUnit.SECONDS.toNanos(2);

    private final HttpRuntime runtime;
    private final Http1Settings http1;
    private final Http2ServerSettings http2;

    public HttpConnections(RuntimeSettings settings, Transport transport, Meters meters) {
        runtime = new HttpRuntime(settings, meters, new Upstreams(transport, settings.limits(), meters));
        Limits limits = settings.limits();
        HeadLimits heads = new HeadLimits(limits.requestLineBytes(), limits.headerBytes(), limits.headers());
        http1 = new Http1Settings(
                heads, limits.headerDeadline().toNanos(), limits.idle().toNanos(), DRAIN_BYTES, LINGER);
        http2 = new Http2ServerSettings(
                heads, limits.streams(), limits.resets(), limits.idle().toNanos());
    }

    @Override
    public void start(ChannelPipeline pipeline, ConnectionInfo info, boolean isHttp2) {
        ClientSide side = new ClientSide(runtime, info, pipeline.channel());
        if (isHttp2) {
            Http2ServerConnection.install(pipeline, side, info.scheme(), http2);
        } else {
            pipeline.addLast(new Http1ServerConnection(side, info.scheme(), http1));
        }
    }

    @Override
    public void startClearText(ChannelPipeline pipeline, ConnectionInfo info) {
        pipeline.addLast(new PrefaceReader(this, info, http1.headNanos()));
    }

    @Override
    public void close() {
        runtime.upstreams.close();
    }
}
