package io.gatewright.conformance.echo;

import io.gatewright.conformance.kit.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Speaks first: a line with its token. Then sends back whatever comes. */
final class EchoLines extends SimpleChannelInboundHandler<ByteBuf> {
    /** The word under which connections are recorded, which carry none of their own. */
    static final String WORD = "lines";

    private final EchoIdentity identity;
    private boolean greeted;

    EchoLines(EchoIdentity identity) {
        this.identity = identity;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        greet(ctx);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            greet(ctx);
        }
    }

    private void greet(ChannelHandlerContext ctx) {
        if (greeted) {
            return;
        }
        greeted = true;
        EchoPipeline.Secure secure = ctx.channel().attr(EchoPipeline.SECURE).get();
        String token = identity.records()
                .record(
                        WORD,
                        new Answer.Seen(
                                identity.service(),
                                identity.endpoint(),
                                "",
                                "",
                                "",
                                Map.of(),
                                "TCP",
                                secure.sni(),
                                secure.client()));
        ctx.writeAndFlush(Unpooled.copiedBuffer(token + "\n", StandardCharsets.UTF_8));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
        ctx.writeAndFlush(bytes.retain());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
