package io.gatewright.app.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanSink;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
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

    private final Settings settings;
    private final Door door;
    private final Consumer<Ack> later;
    private final ScheduledExecutorService thread;
    private final ExecutorService askers;
    private final Map<ObjectRef, FedGateway> gateways = new HashMap<>();
    private final Server server;
    private boolean leading;

    /**
     * How it feeds.
     *
     * @param address where to listen
     * @param tls the controller's certificate
     * @param patience how long a Gateway's proxies may say nothing before that counts as an answer
     * @param slowest how long a proxy may take to acknowledge before it is disconnected
     * @param age how long a stream lives before its proxy must show a new token
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
                        GrpcSslContexts.configure(SslContextBuilder.forServer(identity))
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
        ScheduledThreadPoolExecutor single = new ScheduledThreadPoolExecutor(1, named("gatewright-feed"));
        single.setRemoveOnCancelPolicy(true);
        this.thread = single;
        this.askers = new ThreadPoolExecutor(
                4, 4, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_AT_THE_DOOR), named("gatewright-feed-door"));
        this.server = NettyServerBuilder.forAddress(settings.address())
                .sslContext(settings.tls())
                .maxInboundMessageSize(FeedProtocol.LARGEST_MESSAGE)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .executor(thread)
                .addService(ServerServiceDefinition.builder(FeedProtocol.SERVICE)
                        .addMethod(FeedProtocol.FOLLOW, this::accept)
                        .build())
                .build()
                .start();
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        return task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        };
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
        return server.getPort();
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
                    gateway.disconnect(Status.UNAVAILABLE.withDescription("this replica does not lead any more"));
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
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException defect) {
                    LOG.log(System.Logger.Level.ERROR, "the feed stumbled. This is a defect of Gatewright", defect);
                }
            });
        } catch (RejectedExecutionException e) {
            // closed
        }
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

    private ServerCall.Listener<JsonNode> accept(ServerCall<JsonNode, JsonNode> call, Metadata headers) {
        String authorization = headers.get(FeedProtocol.AUTHORIZATION);
        String gateway = headers.get(FeedProtocol.GATEWAY);
        if (authorization == null || !authorization.startsWith("Bearer ") || gateway == null) {
            call.close(Status.UNAUTHENTICATED.withDescription("expected a bearer token and a Gateway"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        if (!leading) {
            Metadata trailers = new Metadata();
            door.leader().ifPresent(leader -> trailers.put(FeedProtocol.LEADER, leader));
            call.close(Status.UNAVAILABLE.withDescription("this replica does not lead"), trailers);
            return new ServerCall.Listener<>() {};
        }
        try {
            Stream stream = new Stream(call, FeedProtocol.gateway(gateway));
            call.sendHeaders(new Metadata());
            stream.identify(authorization.substring("Bearer ".length()));
            return stream;
        } catch (IllegalArgumentException e) {
            call.close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    /** One proxy's call. gRPC calls it on our thread. */
    private final class Stream extends ServerCall.Listener<JsonNode> {
        private final ServerCall<JsonNode, JsonNode> call;
        private final ObjectRef gateway;
        private Optional<FedProxy> proxy = Optional.empty();
        private boolean over;
        private @Nullable ScheduledFuture<?> age;

        Stream(ServerCall<JsonNode, JsonNode> call, ObjectRef gateway) {
            this.call = call;
            this.gateway = gateway;
        }

        /** Has the token judged; nothing is read before that. */
        void identify(String token) {
            try {
                askers.execute(() -> judge(token));
            } catch (RejectedExecutionException e) {
                close(Status.UNAVAILABLE.withDescription("too many proxies at once"));
            }
        }

        private void judge(String token) {
            Status refused;
            try {
                refused = door.refusal(token, gateway)
                        .map(why -> Status.PERMISSION_DENIED.withDescription(why))
                        .orElse(Status.OK);
            } catch (RuntimeException e) {
                refused = Status.UNAVAILABLE.withDescription("the token cannot be checked now");
                LOG.log(System.Logger.Level.WARNING, "the token of a proxy cannot be checked: " + e.getMessage());
            }
            Status verdict = refused;
            run(() -> judged(verdict));
        }

        private void judged(Status verdict) {
            if (over) {
                return;
            }
            if (!verdict.isOk()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "proxy for Gateway `" + gateway.namespacedName() + "` refused: " + verdict.getDescription());
                close(verdict);
                return;
            }
            age = thread.schedule(
                    () -> run(() -> close(Status.UNAVAILABLE.withDescription("show a new token"))),
                    settings.age().toMillis(),
                    TimeUnit.MILLISECONDS);
            call.request(1);
        }

        @Override
        public void onMessage(JsonNode message) {
            if (over) {
                return; // it had been sent before we hung up
            }
            try {
                if (proxy.isPresent()) {
                    FedProxy known = proxy.get();
                    known.gateway()
                            .acknowledged(
                                    known,
                                    FeedProtocol.readAcknowledged(
                                                    known.gateway().ref(), message)
                                            .ack());
                    call.request(1);
                } else {
                    greeted(FeedProtocol.readHello(message));
                    call.request(1);
                }
            } catch (IllegalArgumentException e) {
                close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
            }
        }

        private void greeted(Hello hello) {
            if (!hello.gateway().equals(gateway)) {
                throw new IllegalArgumentException("`gateway`: expected " + gateway.namespacedName());
            }
            if (!leading) {
                close(Status.UNAVAILABLE.withDescription("this replica does not lead"));
                return;
            }
            FedGateway fed = FeedServer.this.gateway(gateway);
            FedProxy made = new FedProxy(
                    fed, hello.instance(), door.sessionKey(gateway), message -> call.sendMessage(message), this::close);
            proxy = Optional.of(made);
            fed.join(made, hello.entries());
        }

        private void end() {
            over = true;
            ScheduledFuture<?> timer = age;
            if (timer != null) {
                timer.cancel(false); // it would keep this stream and its plan for as long as it waits
            }
        }

        private void close(Status status) {
            if (!over) {
                end();
                call.close(status, new Metadata());
                proxy.ifPresent(known -> known.gateway().leave(known));
            }
        }

        @Override
        public void onHalfClose() {
            close(Status.OK);
        }

        @Override
        public void onCancel() {
            end();
            proxy.ifPresent(known -> known.gateway().leave(known));
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(2, TimeUnit.SECONDS); // the transport says goodbye on our thread
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        askers.shutdownNow();
        thread.shutdownNow();
    }
}
