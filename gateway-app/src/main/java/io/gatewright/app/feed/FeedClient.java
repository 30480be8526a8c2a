package io.gatewright.app.feed;

import io.gatewright.app.feed.FeedProtocol.Acknowledged;
import io.gatewright.app.feed.FeedProtocol.Greeting;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.PlanSink;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A proxy's end of the feed: asks for one Gateway's plan, gives what comes to a {@link PlanSink}, says what became of it, and
 * connects anew for as long as it is open. What is served meanwhile does not change.
 */
public final class FeedClient implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FeedClient.class.getName());
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LAST_DELAY = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Settings settings;
    private final FollowedPlan followed;
    private final RandomGenerator chance;
    private final ExecutorService messages =
            Executors.newSingleThreadExecutor(FeedTransport.threads("gatewright-feed"));
    private final EventLoopGroup loop = FeedTransport.loop("gatewright-feed-io");
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean connected;
    private volatile @Nullable Stream stream;

    /** How many differences the data plane has not answered, also those of earlier connections. Of the thread of messages. */
    private int unanswered;

    /**
     * What to ask, and whom.
     *
     * @param gateway whose plan
     * @param instance this proxy's name, for people
     * @param target the controller, {@code host:port}
     * @param serverName for which the controller's certificate must be good, whichever replica is asked
     * @param token file with this proxy's token, read anew for each connection
     * @param ca file with the controller's certificate authorities in PEM, read anew for each connection
     */
    public record Settings(ObjectRef gateway, String instance, String target, String serverName, Path token, Path ca) {}

    private FeedClient(Settings settings, FollowedPlan followed, RandomGenerator chance) {
        this.settings = settings;
        this.followed = followed;
        this.chance = chance;
        this.thread = FeedTransport.threads("gatewright-feed-connect").newThread(this::follow);
    }

    /**
     * Begins to follow.
     *
     * @param followed what this proxy has, and where plans go
     * @param chance spreads the attempts of many proxies
     */
    public static FeedClient start(Settings settings, FollowedPlan followed, RandomGenerator chance) {
        FeedClient client = new FeedClient(settings, followed, chance);
        client.thread.start();
        return client;
    }

    /** Whether a controller feeds this proxy at the moment. */
    public boolean connected() {
        return connected;
    }

    /** A fact from the data plane that nobody asked for. */
    public void acknowledge(Ack ack) {
        run(() -> {
            followed.said(ack);
            tell();
        });
    }

    private void run(Runnable task) {
        try {
            messages.execute(task);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    /** Says what this proxy serves, unless more is about to be known. */
    private void tell() {
        Stream now = stream;
        if (now != null && unanswered == 0) {
            now.tell();
        }
    }

    private void follow() {
        Duration delay = FIRST_DELAY;
        String target = settings.target();
        String last = "";
        while (!closed) {
            Attempt attempt = attempt(target);
            connected = false;
            if (closed) {
                return;
            }
            boolean led =
                    attempt.leader().isPresent() && !attempt.leader().get().equals(target);
            if (attempt.fed()) {
                delay = FIRST_DELAY;
            }
            if (!led && !attempt.why().equals(last)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "feed `" + target + "`: " + attempt.why() + ": the last plan stays in force, trying again");
            }
            last = led ? last : attempt.why();
            // who is sent on goes at once, but replicas that send it to and fro are given time to agree
            boolean quick = led && !attempt.fed() && target.equals(settings.target());
            target = led ? attempt.leader().get() : settings.target();
            try {
                long millis = quick ? 10 : delay.toMillis() / 2 + chance.nextLong(delay.toMillis());
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                return;
            }
            if (!quick) {
                Duration twice = delay.multipliedBy(2);
                delay = twice.compareTo(LAST_DELAY) < 0 ? twice : LAST_DELAY;
            }
        }
    }

    /** How a connection ended. */
    private record Attempt(boolean fed, String why, Optional<String> leader) {}

    private Attempt attempt(String target) {
        try {
            String token = Files.readString(settings.token()).strip();
            SslContext tls = SslContextBuilder.forClient()
                    .trustManager(settings.ca().toFile())
                    .protocols("TLSv1.3")
                    .endpointIdentificationAlgorithm("HTTPS") // as is usual since Netty 4.2: the token depends on it
                    .build();
            return attempt(target, token, tls);
        } catch (IOException | IllegalArgumentException e) {
            return new Attempt(
                    false, "token or certificate authority cannot be read: " + e.getMessage(), Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Attempt(false, "stopped", Optional.empty());
        } catch (RuntimeException e) {
            return new Attempt(
                    false, "cannot connect: " + e, Optional.empty()); // whatever it is, the next attempt must come
        }
    }

    /** Follows on the first address of the target that lets it connect. */
    private Attempt attempt(String target, String token, SslContext tls) throws InterruptedException {
        Optional<InetSocketAddress> named = unresolved(target);
        if (named.isEmpty()) {
            return new Attempt(false, "`" + target + "`: expected `host:port`", Optional.empty());
        }
        int port = named.get().getPort();
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(named.get().getHostString());
        } catch (UnknownHostException e) {
            return new Attempt(
                    false,
                    "`" + named.get().getHostString() + "` has no address: does its Service exist?",
                    Optional.empty());
        }
        List<String> failures = new ArrayList<>();
        for (InetAddress address : addresses) {
            Stream made = new Stream(token);
            stream = made;
            ChannelFuture connecting = connect(new InetSocketAddress(address, port), tls, made);
            try {
                connecting.await();
                if (connecting.isSuccess()) {
                    return made.await();
                }
                failures.add(FeedConnection.why(connecting.cause()));
            } finally {
                stream = null;
                connecting.channel().close();
            }
        }
        return new Attempt(false, String.join(", ", failures), Optional.empty());
    }

    /** Host and port; an address of IPv6 may stand in brackets. */
    private static Optional<InetSocketAddress> unresolved(String target) {
        int colon = target.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty(); // no host would be this one
        }
        String host = target.substring(0, colon);
        try {
            int port = Integer.parseInt(target.substring(colon + 1));
            return port == 0
                    ? Optional.empty()
                    : Optional.of(InetSocketAddress.createUnresolved(
                            host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
                            port));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no number, or no port
        }
    }

    private ChannelFuture connect(InetSocketAddress address, SslContext tls, Stream made) {
        return new Bootstrap()
                .group(loop)
                .channel(FeedTransport.channel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(tls.newHandler(channel.alloc(), settings.serverName(), address.getPort()));
                        FeedConnection.setUp(channel, FeedProtocol.LARGEST_MESSAGE, FeedClient.this::run, made::on);
                    }
                })
                .connect(address);
    }

    /** One connection. Used by the thread of messages, but for {@link #on} and {@link #await}. */
    private final class Stream implements FeedConnection.Receiver {
        private final String token;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile Attempt end = new Attempt(false, "stopped", Optional.empty());
        private volatile @Nullable FeedConnection connection;
        private boolean fed;
        private boolean complete;
        private long version;
        private boolean done;

        Stream(String token) {
            this.token = token;
        }

        FeedConnection.Receiver on(FeedConnection made) {
            connection = made;
            return this;
        }

        Attempt await() throws InterruptedException {
            over.await();
            return end;
        }

        private void send(byte[] message) {
            FeedConnection known = connection;
            if (known != null) {
                known.send(message);
            }
        }

        @Override
        public void opened() {
            send(FeedProtocol.write(new Greeting(settings.gateway(), token)));
        }

        @Override
        public void message(byte[] message) {
            if (done) {
                return;
            }
            try {
                FeedProtocol.Said said = FeedProtocol.readSaid(message);
                if (said instanceof FeedProtocol.Update update) {
                    add(update);
                } else if (said instanceof FeedProtocol.End last) {
                    finish(last.reason() + ": " + last.message(), last.leader());
                } else {
                    send(FeedProtocol.write(new Hello(settings.instance(), followed.digests())));
                }
            } catch (RuntimeException e) {
                unanswered = 0; // nothing of this connection will be answered any more
                finish("not understood: " + e.getMessage(), Optional.empty());
            }
        }

        private void add(FeedProtocol.Update update) {
            fed = true;
            connected = true;
            if (!followed.add(update)) {
                return; // the rest of it follows
            }
            version = update.version();
            complete = true;
            unanswered++;
            followed.apply(ack -> run(() -> {
                unanswered = Math.max(0, unanswered - 1);
                followed.said(ack);
                FeedClient.this.tell(); // on the newest connection, which may not be this one
            }));
        }

        /** Says what this proxy serves, of the version that it was given last. */
        void tell() {
            Ack last = followed.lastAck();
            if (complete && !done && last != null) {
                send(FeedProtocol.write(
                        new Acknowledged(new Ack(settings.gateway(), version, last.bound(), last.problems()))));
            }
        }

        @Override
        public void ended(String why) {
            finish(why, Optional.empty());
        }

        private void finish(String why, Optional<String> leader) {
            if (!done) {
                done = true;
                end = new Attempt(fed, why, leader);
                over.countDown(); // who waits for it closes the connection
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FeedTransport.close(loop);
        messages.shutdownNow();
    }
}
