package io.gatewright.app.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatewright.app.feed.FeedProtocol.Acknowledged;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.PlanSink;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    private final Settings settings;
    private final FollowedPlan followed;
    private final RandomGenerator chance;
    private final ExecutorService messages = Executors.newSingleThreadExecutor(task -> daemon(task, "gatewright-feed"));
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
        this.thread = daemon(this::follow, "gatewright-feed-connect");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
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
        ManagedChannel channel = null;
        try {
            String token = Files.readString(settings.token()).strip();
            channel = NettyChannelBuilder.forTarget(target)
                    .overrideAuthority(settings.serverName())
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(settings.ca().toFile())
                            .build())
                    .keepAliveTime(10, TimeUnit.SECONDS)
                    .keepAliveTimeout(5, TimeUnit.SECONDS)
                    .maxInboundMessageSize(FeedProtocol.LARGEST_MESSAGE)
                    .executor(messages)
                    .build();
            Stream made = new Stream(channel.newCall(FeedProtocol.FOLLOW, CallOptions.DEFAULT));
            messages.execute(() -> made.begin(token));
            stream = made;
            return made.await();
        } catch (IOException | IllegalArgumentException e) {
            return new Attempt(
                    false, "token or certificate authority cannot be read: " + e.getMessage(), Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Attempt(false, "stopped", Optional.empty());
        } catch (RuntimeException e) {
            return new Attempt(
                    false, "cannot connect: " + e, Optional.empty()); // whatever it is, the next attempt must come
        } finally {
            stream = null;
            if (channel != null) {
                channel.shutdownNow();
            }
        }
    }

    /** One call. Used by the thread of messages, but for {@link #await}. */
    private final class Stream extends ClientCall.Listener<JsonNode> {
        private final ClientCall<JsonNode, JsonNode> call;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile Attempt end = new Attempt(false, "stopped", Optional.empty());
        private boolean fed;
        private boolean complete;
        private long version;
        private boolean done;

        Stream(ClientCall<JsonNode, JsonNode> call) {
            this.call = call;
        }

        Attempt await() throws InterruptedException {
            try {
                over.await();
            } catch (InterruptedException e) {
                call.cancel("closed", null);
                throw e;
            }
            return end;
        }

        void begin(String token) {
            try {
                start(token);
            } catch (RuntimeException e) {
                end = new Attempt(false, "cannot be asked: " + e, Optional.empty());
                over.countDown();
            }
        }

        private void start(String token) {
            Metadata headers = new Metadata();
            headers.put(FeedProtocol.AUTHORIZATION, "Bearer " + token);
            headers.put(FeedProtocol.GATEWAY, settings.gateway().namespacedName());
            call.start(this, headers);
            call.request(1);
            call.sendMessage(
                    FeedProtocol.write(new Hello(settings.gateway(), settings.instance(), followed.digests())));
        }

        @Override
        public void onMessage(JsonNode message) {
            try {
                FeedProtocol.Update update = FeedProtocol.readUpdate(message);
                call.request(1);
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
            } catch (RuntimeException e) {
                unanswered = 0; // nothing of this connection will be answered any more
                call.cancel("not understood: " + e.getMessage(), null);
            }
        }

        /** Says what this proxy serves, of the version that it was given last. */
        void tell() {
            Ack last = followed.lastAck();
            if (complete && !done && last != null) {
                call.sendMessage(FeedProtocol.write(
                        new Acknowledged(new Ack(settings.gateway(), version, last.bound(), last.problems()))));
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            done = true;
            String description = status.getDescription();
            String why = status.getCode().name()
                    + (description == null ? "" : ": " + description)
                    + (status.getCause() == null ? "" : ": " + status.getCause().getMessage());
            end = new Attempt(fed, why, Optional.ofNullable(trailers.get(FeedProtocol.LEADER)));
            over.countDown();
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
        messages.shutdownNow();
    }
}
