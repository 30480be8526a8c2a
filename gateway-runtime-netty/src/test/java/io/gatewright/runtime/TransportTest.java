package io.gatewright.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatewright.runtime.listen.Transport;
import io.gatewright.semantics.plan.CertificatePlan;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.netty.util.ReferenceCountUtil;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportTest {
    @ParameterizedTest
    @EnumSource(Transport.Kind.class)
    void every_kind_of_transport_serves(Transport.Kind kind) throws Exception {
        assumeTrue(kind != Transport.Kind.IO_URING || IoUring.isAvailable(), "io_uring is not available here");
        assumeTrue(kind != Transport.Kind.EPOLL || Epoll.isAvailable(), "epoll is not available here");
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("a.example.com"));
        try (Edge edge = Edge.start(b -> b.transport(kind))) {
            edge.apply(cert, Edge.http("web", 80), Edge.https("one", 443, "a.example.com", cert));
            try (Client plain = Client.plain(edge.port(80));
                    Client secure = Client.tls(edge.port(443), Certs.ONE.context(null), "a.example.com")) {
                assertEquals("http", plain.ask().get("scheme"));
                assertEquals("https", secure.ask().get("scheme"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.Kind.class,
            names = {"EPOLL", "IO_URING", "NIO"})
    void datagrams_that_wait_are_received_by_one_system_call_where_the_transport_can(Transport.Kind kind)
            throws Exception {
        assumeTrue(kind != Transport.Kind.IO_URING || IoUring.isAvailable(), "io_uring is not available here");
        assumeTrue(kind == Transport.Kind.NIO || Epoll.isAvailable(), "epoll is not available here");
        try (Transport transport = Transport.open(kind, 1);
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            LinkedBlockingQueue<Integer> calls = new LinkedBlockingQueue<>();
            Bootstrap bootstrap = new Bootstrap()
                    .group(transport.datagramLoops())
                    .channel(transport.datagramChannel())
                    .option(ChannelOption.AUTO_READ, false)
                    .handler(new ChannelInboundHandlerAdapter() {
                        private int read;

                        @Override
                        public void channelRead(ChannelHandlerContext ctx, Object message) {
                            read++;
                            ReferenceCountUtil.release(message);
                        }

                        @Override
                        public void channelReadComplete(ChannelHandlerContext ctx) {
                            calls.add(read);
                            read = 0;
                        }
                    });
            transport.receiveTogether(bootstrap, 65_535, 16);
            ((MaxMessagesRecvByteBufAllocator) bootstrap.config().options().get(ChannelOption.RECVBUF_ALLOCATOR))
                    .maxMessagesPerRead(1); // one call for each time the channel is asked
            Channel server = bootstrap
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            for (int i = 0; i < 16; i++) {
                client.send(new DatagramPacket(new byte[1200], 1200, server.localAddress()));
            }
            server.read();
            assertEquals(kind == Transport.Kind.NIO ? 1 : 16, calls.poll(60, TimeUnit.SECONDS));
            server.close().sync();
        }
    }
}
