package io.gatewright.runtime.listen;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The event loops of a data plane and the kinds of channel that run on them. */
public final class Transport implements AutoCloseable {

    /** Which system calls carry the bytes. */
    public enum Kind {
        /** epoll when its native library is there, else NIO. */
        AUTO,
        /** Linux epoll; starting fails without its native library. */
        EPOLL,
        /** Linux io_uring; starting fails without its native library or on a kernel that does not offer it. */
        IO_URING,
        /** Java's own selectors. */
        NIO
    }

    private final Kind kind;
    private final EventLoopGroup loops;
    private final Class<? extends ServerSocketChannel> serverChannel;
    private final Class<? extends SocketChannel> socketChannel;
    private final Class<? extends DatagramChannel> datagramChannel;
    private final AddressResolverGroup<InetSocketAddress> resolver;
    private volatile boolean ending;

    private Transport(
            Kind kind,
            int threads,
            IoHandlerFactory io,
            Class<? extends ServerSocketChannel> serverChannel,
            Class<? extends SocketChannel> socketChannel,
            Class<? extends DatagramChannel> datagramChannel) {
        this.kind = kind;
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("gatewright"), EndingInOrder.newFactory(io, () -> ending));
        this.serverChannel = serverChannel;
        this.socketChannel = socketChannel;
        this.datagramChannel = datagramChannel;
        this.resolver = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(datagramChannel)
                .socketChannelType(socketChannel)
                .nameServerProvider(DnsServerAddressStreamProviders.platformDefault()));
    }

    /**
     * Starts event loops.
     *
     * @param threads 0: one per processor
     * @throws IllegalStateException if the wanted kind is not available
     */
    public static Transport open(Kind wanted, int threads) {
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        Kind kind = wanted == Kind.AUTO ? (Epoll.isAvailable() ? Kind.EPOLL : Kind.NIO) : wanted;
        return switch (kind) {
            case AUTO, NIO ->
                new Transport(
                        Kind.NIO,
                        count,
                        NioIoHandler.newFactory(),
                        NioServerSocketChannel.class,
                        NioSocketChannel.class,
                        NioDatagramChannel.class);
            case EPOLL -> {
                demand(Epoll.isAvailable(), "epoll");
                yield new Transport(
                        kind,
                        count,
                        KeptInEpoll.newFactory(),
                        EpollServerSocketChannel.class,
                        EpollSocketChannel.class,
                        EpollDatagramChannel.class);
            }
            case IO_URING -> {
                demand(IoUring.isAvailable(), "io_uring");
                yield new Transport(
                        kind,
                        count,
                        IoUringIoHandler.newFactory(),
                        IoUringServerSocketChannel.class,
                        IoUringSocketChannel.class,
                        IoUringDatagramChannel.class);
            }
        };
    }

    private static void demand(boolean available, String transport) {
        if (!available) {
            throw new IllegalStateException("transport `" + transport + "`: native library not available: put "
                    + "netty-transport-native-" + transport + " for this platform on the class path, or use `auto`");
        }
    }

    /** What was chosen; never {@link Kind#AUTO}. */
    public Kind kind() {
        return kind;
    }

    public EventLoopGroup loops() {
        return loops;
    }

    /** Type of listening sockets. */
    public Class<? extends ServerSocketChannel> serverChannel() {
        return serverChannel;
    }

    /** Type of connections to backends. */
    public Class<? extends SocketChannel> socketChannel() {
        return socketChannel;
    }

    /** Type of UDP sockets. */
    public Class<? extends DatagramChannel> datagramChannel() {
        return datagramChannel;
    }

    /**
     * Lets a UDP socket take several datagrams by one system call where the transport can: with epoll (recvmmsg). What it
     * sends goes out together anyway, if it was written before one flush.
     *
     * @param bytes of the largest datagram: a longer one would be cut
     * @param together most at once; a buffer of that many times as much is taken for each call
     */
    public void receiveTogether(Bootstrap bootstrap, int bytes, int together) {
        boolean batches = kind == Kind.EPOLL;
        bootstrap.option(
                ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(batches ? bytes * together : bytes));
        if (batches) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, bytes);
        }
    }

    /** Asks a UDP socket to say of each datagram which local address it was sent to, where the transport can: epoll. */
    public void tellRecipients(Bootstrap bootstrap) {
        if (kind == Kind.EPOLL) {
            bootstrap.option(EpollChannelOption.IP_RECVORIGDSTADDR, true);
        }
    }

    /** Looks up endpoints given by DNS name without blocking; one resolver per event loop behind it. */
    public AddressResolverGroup<InetSocketAddress> resolver() {
        return resolver;
    }

    /** Stops the event loops and waits for them, 5 s at most. Connections still open are closed. */
    @Override
    public void close() {
        resolver.close();
        ending = true;
        loops.forEach(Transport::wake);
        loops.terminationFuture().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private static void wake(EventExecutor loop) {
        try {
            loop.execute(() -> {});
        } catch (RejectedExecutionException e) {
            // it has ended
        }
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
