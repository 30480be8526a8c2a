package io.gatewright.runtime.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatewright.runtime.Edge;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever event loops do when they are told to end: nothing stays open. */
class TransportEndTest {

    private static Transport open(Transport.Kind kind) {
        assumeTrue(kind != Transport.Kind.IO_URING || IoUring.isAvailable(), "io_uring is not available here");
        assumeTrue(kind != Transport.Kind.EPOLL || Epoll.isAvailable(), "epoll is not available here");
        return Transport.open(kind, 1);
    }

    private static Bootstrap client(Transport transport) {
        return new Bootstrap()
                .group(transport.loops())
                .channel(transport.socketChannel())
                .disableResolver();
    }

    @ParameterizedTest
    @EnumSource(Transport.Kind.class)
    void a_loop_that_is_told_among_its_tasks_closes_what_is_open(Transport.Kind kind) throws Exception {
        Transport transport = open(kind);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Channel channel = client(transport)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(server.getLocalSocketAddress())
                    .sync()
                    .channel();
            ByteBuf unwritten = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(64);
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch told = new CountDownLatch(1);
            channel.eventLoop().execute(() -> {
                channel.write(unwritten);
                busy.countDown();
                try {
                    told.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            busy.await();
            Thread closing = new Thread(transport::close);
            closing.start();
            Edge.await("it waits for the loop", () -> closing.getState() == Thread.State.TIMED_WAITING);
            told.countDown();
            closing.join();
            assertTrue(transport.loops().isTerminated());
            assertFalse(channel.isOpen());
            assertEquals(0, unwritten.refCnt());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.Kind.class)
    void what_is_opened_after_the_rest_was_closed_is_closed_too(Transport.Kind kind) throws Exception {
        Transport transport = open(kind);
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Channel> late = new CompletableFuture<>();
            Bootstrap another = client(transport).handler(new ChannelInboundHandlerAdapter());
            client(transport)
                    .handler(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelInactive(ChannelHandlerContext ctx) {
                            late.complete(another.connect(server.getLocalSocketAddress())
                                    .channel());
                        }
                    })
                    .connect(server.getLocalSocketAddress())
                    .sync();
            transport.close();
            assertTrue(transport.loops().isTerminated());
            assertFalse(late.get(60, TimeUnit.SECONDS).isOpen());
        }
    }
}
