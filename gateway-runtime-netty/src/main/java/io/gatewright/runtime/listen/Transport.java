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
import org.jspecify.annotations.Nullable;

/** The event loops of a data plane and the kinds of channel that run on them. */
public final class Transport implements AutoCloseable {

    /** Which system calls carry the bytes. */
    public enum Kind {
        /** epoll when its native library is there, else NIO. */
        AUTO,
        /** Linux epoll; starting fails without its native library. */
        EPOLL,
        /** Linux io_uring; as {@link #AUTO}, with a warning, where the library, the kernel or its rules forbid it. */
        IO_URING,
        /** Java's own selectors. */
        NIO;

        /** As users write it: {@code io_uring}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final System.Logger LOG = System.getLogger(Transport.class.getName());

    private final Kind kind;
    private final int threads;
    private final EventLoopGroup loops;
    private final Class<? extends ServerSocketChannel> serverChannel;
    private final Class<? extends SocketChannel> socketChannel;
    private final Class<? extends DatagramChannel> datagramChannel;
    /** epoll's, under io_uring: that can neither take several datagrams at once nor tell which address they were sent to. */
    private @Nullable Datagrams datagrams;

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
        this.threads = threads;
        this.loops = loops("gatewright", io);
        this.serverChannel = serverChannel;
        this.socketChannel = socketChannel;
        this.datagramChannel = datagramChannel;
        this.resolver = resolver(datagramChannel, socketChannel);
    }

    private EventLoopGroup loops(String name, IoHandlerFactory io) {
        return new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name), EndingInOrder.newFactory(io, () -> ending));
    }

    private static AddressResolverGroup<InetSocketAddress> resolver(
            Class<? extends DatagramChannel> datagrams, Class<? extends SocketChannel> sockets) {
        return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(datagrams)
                .socketChannelType(sockets)
                .nameServerProvider(DnsServerAddressStreamProviders.platformDefault()));
    }

    /** What UDP sockets need, where it is not the same as for connections. */
    private record Datagrams(EventLoopGroup loops, AddressResolverGroup<InetSocketAddress> resolver) {}

    /**
     * Starts event loops.
     *
     * @param threads 0: one per processor
     * @throws IllegalStateException if epoll is wanted and not available
     */
    public static Transport open(Kind wanted, int threads) {
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        Kind kind = chosen(wanted);
        return switch (kind) {
            case AUTO, NIO ->
                new Transport(
                        Kind.NIO,
                        count,
                        NioIoHandler.newFactory(),
                        NioServerSocketChannel.class,
                        NioSocketChannel.class,
                        NioDatagramChannel.class);
            case EPOLL ->
                new Transport(
                        kind,
                        count,
                        KeptInEpoll.newFactory(),
                        EpollServerSocketChannel.class,
                        EpollSocketChannel.class,
                        EpollDatagramChannel.class);
            case IO_URING ->
                new Transport(
                        kind,
                        count,
                        IoUringIoHandler.newFactory(),
                        IoUringServerSocketChannel.class,
                        IoUringSocketChannel.class,
                        IoUringDatagramChannel.class);
        };
    }

    private static Kind chosen(Kind wanted) {
        if (wanted == Kind.NIO || wanted == Kind.IO_URING && IoUring.isAvailable()) {
            return wanted;
        }
        Kind found = Epoll.isAvailable() ? Kind.EPOLL : Kind.NIO;
        if (wanted == Kind.EPOLL && found != Kind.EPOLL) {
            throw new IllegalStateException("transport `epoll`: native library not available: put "
                    + "netty-transport-native-epoll for this platform on the class path, or use `auto`");
        }
        if (wanted == Kind.IO_URING) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "transport `io_uring`: not available, serving with `{0}`: {1}: it needs Linux 5.15 or newer, "
                            + "`kernel.io_uring_disabled` 0, and a seccomp profile that allows io_uring_setup",
                    found,
                    String.valueOf(IoUring.unavailabilityCause()));
        }
        return found;
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

    /** Where UDP sockets live. */
    public EventLoopGroup datagramLoops() {
        return apart() ? datagrams().loops() : loops;
    }

    /** As {@link #resolver()}, for UDP sockets. */
    public AddressResolverGroup<InetSocketAddress> datagramResolver() {
        return apart() ? datagrams().resolver() : resolver;
    }

    private boolean apart() {
        return kind == Kind.IO_URING && Epoll.isAvailable();
    }

    /** Made for the first UDP port: most gateways have none. */
    private synchronized Datagrams datagrams() {
        Datagrams made = datagrams;
        if (made == null) {
            made = new Datagrams(
                    loops("gatewright-udp", KeptInEpoll.newFactory()),
                    resolver(EpollDatagramChannel.class, EpollSocketChannel.class));
            datagrams = made;
        }
        return made;
    }

    /** Type of UDP sockets. */
    public Class<? extends DatagramChannel> datagramChannel() {
        return epollDatagrams() ? EpollDatagramChannel.class : datagramChannel;
    }

    private boolean epollDatagrams() {
        return kind == Kind.EPOLL || apart();
    }

    /**
     * Lets a UDP socket take several datagrams by one system call where the transport can: with epoll (recvmmsg). What it
     * sends goes out together anyway, if it was written before one flush.
     *
     * @param bytes of the largest datagram: a longer one would be cut
     * @param together most at once; a buffer of that many times as much is taken for each call
     */
    public void receiveTogether(Bootstrap bootstrap, int bytes, int together) {
        boolean batches = epollDatagrams();
        bootstrap.option(
                ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(batches ? bytes * together : bytes));
        if (batches) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, bytes);
        }
    }

    /** Asks a UDP socket to say of each datagram which local address it was sent to, where the transport can: epoll. */
    public void tellRecipients(Bootstrap bootstrap) {
        if (epollDatagrams()) {
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
        Datagrams apart;
        synchronized (this) {
            apart = datagrams;
        }
        ending = true;
        if (apart != null) {
            apart.resolver().close();
            end(apart.loops());
        }
        end(loops);
    }

    /** The loops have been told: they end at their next turn. */
    private static void end(EventLoopGroup loops) {
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
        return kind.toString();
    }
}
