package io.gatewright.app.feed;

import io.gatewright.app.feed.FeedProtocol.End;
import io.gatewright.app.feed.FeedProtocol.Greeting;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.app.feed.FeedProtocol.Reason;
import io.gatewright.app.feed.FeedProtocol.Welcome;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanSink;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Feeds proxies: a {@link PlanSink} whose plans go out to the proxies of each Gateway, and whose acks say what all of them
 * have in common. Only the leader feeds; another replica tells proxies where the leader is.
 *
 * <p>Methods may be called by any thread and return at once. All state belongs to one thread.
 */
public final class FeedServer implements PlanSink, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FeedServer.class.getName());

    /** Proxies whose tokens wait to be judged; who comes beyond that tries again. */
    private static final int MOST_AT_THE_DOOR = 1_000;

    /** How long who has connected may wait before saying who it is. */
    private static final Duration GREETING = Duration.ofSeconds(15);

    private final Settings settings;
    private final Door door;
    private final Consumer<Ack> later;
    private final ScheduledExecutorService thread;
    private final ExecutorService askers;
    private final Map<ObjectRef, FedGateway> gateways = new HashMap<>();
    private final EventLoopGroup loop;
    private final Channel listening;
    private boolean leading;

    /**
     * How it feeds.
     *
     * @param address where to listen
     * @param tls the controller's certificate
     * @param patience how long a Gateway's proxies may say nothing before that counts as an answer
     * @param slowest how long a proxy may take to acknowledge before it is disconnected
     * @param age how long a connection lives before its proxy must show a new token
     */
    public record Settings(
            InetSocketAddress address, SslContext tls, Duration patience, Duration slowest, Duration age) {
        /** Usual times. */
        public static Settings of(InetSocketAddress address, SslContext tls) {
            return new Settings(address, tls, Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofMinutes(50));
        }

        /**
         * Usual times, and a certificate that may be renewed.
         *
         * @throws IllegalStateException if TLS could not be set up
         */
        public static Settings of(InetSocketAddress address, ServerIdentity.Newest identity) {
            try {
                return of(
                        address,
                        SslContextBuilder.forServer(identity)
                                .protocols("TLSv1.3")
                                .build());
            } catch (SSLException e) {
                throw new IllegalStateException("TLS of the feed could not be set up", e);
            }
        }
    }

    /** Who may be fed. Called on a thread that may block. */
    public interface Door {
        /**
         * Whether the bearer of a token may have a Gateway's plan, with its secrets.
         *
         * @return empty if it may, else why not
         * @throws RuntimeException if that cannot be found out now
         */
        Optional<String> refusal(String token, ObjectRef gateway);

        /** Authenticates the session tokens of a Gateway; equal on all replicas and after restarts. */
        byte[] sessionKey(ObjectRef gateway);

        /** Where the leading replica feeds, as {@code address:port}; empty if that is not known. */
        Optional<String> leader();
    }

    private FeedServer(Settings settings, Door door, Consumer<Ack> later) throws IOException {
        this.settings = settings;
        this.door = door;
        this.later = later;
        ScheduledThreadPoolExecutor single =
                new ScheduledThreadPoolExecutor(1, FeedTransport.threads("gatewright-feed"));
        single.setRemoveOnCancelPolicy(true);
        this.thread = single;
        this.askers = new ThreadPoolExecutor(
                4,
                4,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_AT_THE_DOOR),
                FeedTransport.threads("gatewright-feed-door"));
        this.loop = FeedTransport.loop("gatewright-feed-io");
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(FeedTransport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(settings.tls().newHandler(channel.alloc()));
                        FeedConnection.setUp(channel, FeedProtocol.LARGEST_GREETING, FeedServer.this::run, Guest::new);
                    }
                })
                .bind(settings.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            FeedTransport.close(loop);
            askers.shutdownNow();
            thread.shutdownNow();
            throw new IOException(
                    "`" + settings.address() + "` cannot be bound: "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        this.listening = bound.channel();
    }

    /**
     * Binds and listens; feeds nobody before {@link #lead}.
     *
     * @param later told of facts that answer no single plan: a proxy came, went, or could bind a port after all
     * @throws IOException if the address cannot be bound
     */
    public static FeedServer start(Settings settings, Door door, Consumer<Ack> later) throws IOException {
        return new FeedServer(settings, door, later);
    }

    /** Where it listens. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void accept(PlanDiff diff, Consumer<Ack> acks) {
        run(() -> {
            gateway(diff.gateway()).accept(diff, acks);
            gateways.values().removeIf(FedGateway::idle);
        });
    }

    /** Begins to feed (as leader), or stops: proxies then look for another replica and go on serving meanwhile. */
    public void lead(boolean leader) {
        run(() -> {
            leading = leader;
            gateways.values().forEach(gateway -> {
                if (leader) {
                    gateway.awaitProxies();
                } else {
                    gateway.disconnect(End.of(Reason.UNAVAILABLE, "this replica does not lead any more"));
                }
            });
        });
    }

    /** How many proxies are connected, by Gateway. Waits for the answer. */
    public Map<ObjectRef, Integer> proxies() {
        return ask(() -> {
            Map<ObjectRef, Integer> counts = new HashMap<>();
            gateways.forEach((ref, gateway) -> counts.put(ref, gateway.proxies()));
            return counts;
        });
    }

    private <T> T ask(Supplier<T> question) {
        try {
            return thread.submit(question::get).get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the feed does not answer", e);
        }
    }

    private void run(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException defect) {
                LOG.log(System.Logger.Level.ERROR, "the feed stumbled. This is a defect of Gatewright", defect);
            }
        };
    }

    private FedGateway gateway(ObjectRef ref) {
        return gateways.computeIfAbsent(
                ref, made -> new FedGateway(made, later, settings, () -> leading, this::schedule));
    }

    private void schedule(Runnable task, Duration delay) {
        try {
            thread.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    /** One proxy's connection, called on our thread. */
    private final class Guest implements FeedConnection.Receiver {
        private final FeedConnection connection;
        private Optional<ObjectRef> gateway = Optional.empty();
        private Optional<FedProxy> proxy = Optional.empty();
        private boolean welcome;
        private boolean over;
        private @Nullable ScheduledFuture<?> timer;

        Guest(FeedConnection connection) {
            this.connection = connection;
        }

        /** Instead of any other time that runs. */
        private void endAfter(Duration time, End end) {
            stopTimer();
            // not by way of `run`: once it waits there it could not be cancelled any more
            timer = thread.schedule(guarded(() -> end(end)), time.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void stopTimer() {
            ScheduledFuture<?> running = timer;
            if (running != null) {
                running.cancel(false); // it would keep this connection and its plan for as long as it waits
            }
        }

        @Override
        public void opened() {
            if (!over) {
                endAfter(GREETING, End.of(Reason.UNAUTHENTICATED, "expected a greeting"));
            }
        }

        @Override
        public void message(byte[] message) {
            if (over) {
                return; // it had been sent before we hung up
            }
            boolean known = proxy.isPresent();
            try {
                if (known) {
                    FedGateway fed = proxy.get().gateway();
                    fed.acknowledged(
                            proxy.get(),
                            FeedProtocol.readAcknowledged(fed.ref(), message).ack());
                } else if (welcome) {
                    greeted(gateway.orElseThrow(), FeedProtocol.readHello(message));
                } else if (gateway.isEmpty()) {
                    identify(FeedProtocol.readGreeting(message));
                } else {
                    throw new IllegalArgumentException("expected nothing before the token was judged");
                }
            } catch (IllegalArgumentException e) {
                end(End.of(Reason.INVALID_ARGUMENT, String.valueOf(e.getMessage())));
            } catch (RuntimeException defect) {
                if (!known) {
                    end(End.of(Reason.UNAVAILABLE, "the controller stumbled")); // it would wait for its plan in vain
                }
                throw defect;
            }
        }

        /** Has the token judged; whoever says more before that is hung up on. */
        private void identify(Greeting greeting) {
            if (greeting.token().isEmpty()) {
                end(End.of(Reason.UNAUTHENTICATED, "expected a token"));
                return;
            }
            if (!leading) {
                end(new End(Reason.UNAVAILABLE, "this replica does not lead", door.leader()));
                return;
            }
            gateway = Optional.of(greeting.gateway());
            try {
                askers.execute(() -> judge(greeting));
            } catch (RejectedExecutionException e) {
                end(End.of(Reason.UNAVAILABLE, "too many proxies at once"));
            }
        }

        private void judge(Greeting greeting) {
            Optional<End> refused;
            try {
                refused = door.refusal(greeting.token(), greeting.gateway())
                        .map(why -> End.of(Reason.PERMISSION_DENIED, why));
            } catch (RuntimeException e) {
                refused = Optional.of(End.of(Reason.UNAVAILABLE, "the token cannot be checked now"));
                LOG.log(System.Logger.Level.WARNING, "the token of a proxy cannot be checked: " + e.getMessage());
            }
            Optional<End> why = refused;
            run(() -> judged(greeting.gateway(), why));
        }

        private void judged(ObjectRef asked, Optional<End> refused) {
            if (over) {
                return;
            }
            if (refused.isPresent()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "proxy for Gateway `" + asked.namespacedName() + "` refused: "
                                + refused.get().message());
                end(refused.get());
                return;
            }
            endAfter(settings.age(), End.of(Reason.UNAVAILABLE, "show a new token"));
            welcome = true;
            connection.allow(FeedProtocol.LARGEST_MESSAGE);
            connection.send(FeedProtocol.write(new Welcome()));
        }

        private void greeted(ObjectRef ref, Hello hello) {
            if (!leading) {
                end(End.of(Reason.UNAVAILABLE, "this replica does not lead"));
                return;
            }
            FedGateway fed = FeedServer.this.gateway(ref);
            FedProxy made = new FedProxy(
                    fed,
                    hello.instance(),
                    door.sessionKey(ref),
                    update -> connection.send(FeedProtocol.write(update)),
                    this::end);
            proxy = Optional.of(made);
            fed.join(made, hello.entries());
        }

        private void end(End end) {
            if (!over) {
                connection.end(FeedProtocol.write(end));
                left();
            }
        }

        private void left() {
            over = true;
            stopTimer();
            proxy.ifPresent(known -> known.gateway().leave(known)); // once: it forgets
        }

        @Override
        public void ended(String why) {
            left();
        }
    }

    @Override
    public void close() {
        FeedTransport.close(loop); // first: what its connections end with is dealt with on our thread
        askers.shutdownNow();
        thread.shutdownNow();
    }
}
