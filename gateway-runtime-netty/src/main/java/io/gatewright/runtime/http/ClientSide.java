package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.Malformed;
import io.gatewright.runtime.codec.RequestStart;
import io.gatewright.runtime.codec.ServerExchanges;
import io.gatewright.runtime.codec.ServerStream;
import io.gatewright.runtime.codec.StreamEvents;
import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.listen.Drain;
import io.gatewright.runtime.upstream.LoopUpstreams;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.ReplyReason;
import io.netty.channel.Channel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** One connection of a client: begins an {@link Exchange} for each request on it. */
final class ClientSide implements ServerExchanges {
    final HttpRuntime runtime;
    final ConnectionInfo info;
    final LoopUpstreams upstreams;
    final ForwardedHeaders.Told told;
    private final Channel channel;
    private int requests;

    ClientSide(HttpRuntime runtime, ConnectionInfo info, Channel channel) {
        this.runtime = runtime;
        this.info = info;
        this.channel = channel;
        told = runtime.forwarded.on(info);
        upstreams = runtime.upstreams.on(channel.eventLoop(), info.gateway());
    }

    /** Of the connection's own thread: asked for anew, because it must not be kept across threads. */
    RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    @Override
    public StreamEvents begin(ServerStream stream, RequestStart head, boolean last) {
        int most = runtime.settings.limits().requestsPerConnection();
        if (most > 0 && ++requests == most) {
            channel.pipeline().fireUserEventTriggered(Drain.START);
        }
        Exchange exchange = new Exchange(this, stream);
        try {
            exchange.run(head, last);
        } catch (RuntimeException bug) {
            exchange.reply(LocalReply.of(ReplyReason.INTERNAL_ERROR, "unexpected: " + bug));
        }
        return exchange;
    }

    @Override
    public StreamEvents malformed(ServerStream stream, Malformed why) {
        Exchange exchange = new Exchange(this, stream);
        exchange.malformed(why);
        return exchange;
    }
}
