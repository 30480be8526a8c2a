package io.gatewright.conformance.echo;

import io.gatewright.conformance.kit.Answer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Answers a datagram {@code WORD text} with {@code TOKEN text}. */
final class EchoDatagrams extends SimpleChannelInboundHandler<DatagramPacket> {
    private final EchoIdentity identity;

    EchoDatagrams(EchoIdentity identity) {
        this.identity = identity;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        String[] parts = packet.content().toString(StandardCharsets.UTF_8).split(" ", 2);
        String token = identity.records()
                .record(
                        parts[0],
                        new Answer.Seen(
                                identity.service(),
                                identity.endpoint(),
                                "",
                                "",
                                "",
                                Map.of(),
                                "UDP",
                                "plain",
                                List.of()));
        String text = token + " " + (parts.length > 1 ? parts[1] : "");
        ctx.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), packet.sender()));
    }
}
