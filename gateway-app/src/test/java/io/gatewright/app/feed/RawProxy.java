package io.gatewright.app.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatewright.app.feed.FeedProtocol.Acknowledged;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.app.feed.FeedProtocol.Update;
import io.gatewright.semantics.plan.Ack;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A proxy that says what a test wants, and keeps each message that it gets. */
final class RawProxy implements AutoCloseable {
    /** How a call ended. */
    record End(Status status, Metadata trailers) {}

    final BlockingQueue<Update> updates = new LinkedBlockingQueue<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final ManagedChannel channel;
    private final ClientCall<JsonNode, JsonNode> call;

    private RawProxy(int port, FeedKeys trusted, @Nullable String token) {
        try {
            channel = NettyChannelBuilder.forTarget("127.0.0.1:" + port)
                    .overrideAuthority(Feeds.NAME)
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(
                                    new ByteArrayInputStream(trusted.bundle().getBytes(StandardCharsets.US_ASCII)))
                            .build())
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
        call = channel.newCall(FeedProtocol.FOLLOW, CallOptions.DEFAULT);
        Metadata headers = new Metadata();
        if (token != null) {
            headers.put(FeedProtocol.AUTHORIZATION, token);
            headers.put(FeedProtocol.GATEWAY, Feeds.GATEWAY.namespacedName());
        }
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(JsonNode message) {
                        updates.add(FeedProtocol.readUpdate(message));
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(new End(status, trailers));
                    }
                },
                headers);
        call.request(1000);
    }

    /** Connects, without a greeting. */
    static RawProxy silent(int port, FeedKeys trusted, @Nullable String token) {
        return new RawProxy(port, trusted, token);
    }

    static RawProxy connect(int port, FeedKeys trusted, String token, Hello hello) {
        RawProxy proxy = silent(port, trusted, "Bearer " + token);
        proxy.say(FeedProtocol.write(hello));
        return proxy;
    }

    void say(JsonNode message) {
        call.sendMessage(message);
    }

    /** The parts of the next difference. */
    List<Update> difference() throws InterruptedException {
        List<Update> parts = new ArrayList<>();
        do {
            parts.add(Feeds.next(updates, "an update"));
        } while (parts.get(parts.size() - 1).more());
        return parts;
    }

    /** The next difference, which has one part. */
    Update update() throws InterruptedException {
        List<Update> parts = difference();
        if (parts.size() != 1) {
            throw new AssertionError(parts.toString());
        }
        return parts.get(0);
    }

    void acknowledge(long version, List<Ack.Bound> bound, Ack.Problem... problems) {
        say(FeedProtocol.write(new Acknowledged(new Ack(Feeds.GATEWAY, version, bound, List.of(problems)))));
    }

    End end() throws Exception {
        return end.get(60, TimeUnit.SECONDS);
    }

    Status.Code code() throws Exception {
        return end().status().getCode();
    }

    @Override
    public void close() {
        call.cancel("the test is over with it", null);
        channel.shutdownNow();
    }
}
