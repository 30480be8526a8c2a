package io.gatewright.app.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.app.feed.FeedProtocol.Update;
import io.gatewright.model.core.Bytes;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.PlanEntry;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A controller that says what a test wants, and keeps what it hears. */
final class ScriptedFeed implements AutoCloseable {
    final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final Server server;

    /** One connection of a proxy. */
    static final class Call extends ServerCall.Listener<JsonNode> {
        final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        final String authorization;
        private final ServerCall<JsonNode, JsonNode> call;

        private Call(ServerCall<JsonNode, JsonNode> call, @Nullable String authorization) {
            this.call = call;
            this.authorization = String.valueOf(authorization);
        }

        @Override
        public void onMessage(JsonNode message) {
            messages.add(message);
        }

        Hello hello() throws InterruptedException {
            return FeedProtocol.readHello(Feeds.next(messages, "a greeting"));
        }

        Ack ack() throws InterruptedException {
            return FeedProtocol.readAcknowledged(Feeds.GATEWAY, Feeds.next(messages, "an acknowledgement"))
                    .ack();
        }

        void put(long version, PlanEntry... entries) {
            update(version, false, lines(entries), List.of());
        }

        void update(long version, boolean more, Map<String, String> puts, List<String> gone) {
            call.sendMessage(FeedProtocol.write(new Update(version, puts, gone, more, Bytes.of(new byte[] {1, 2, 3}))));
        }

        void end(String leader) {
            Metadata trailers = new Metadata();
            if (!leader.isEmpty()) {
                trailers.put(FeedProtocol.LEADER, leader);
            }
            call.close(Status.UNAVAILABLE.withDescription("on purpose"), trailers);
        }
    }

    ScriptedFeed(ServerIdentity.Newest identity) {
        try {
            server = NettyServerBuilder.forAddress(Feeds.loopback())
                    .sslContext(Feeds.tls(identity))
                    .addService(ServerServiceDefinition.builder(FeedProtocol.SERVICE)
                            .addMethod(FeedProtocol.FOLLOW, (call, headers) -> {
                                Call made = new Call(call, headers.get(FeedProtocol.AUTHORIZATION));
                                call.sendHeaders(new Metadata());
                                call.request(1000);
                                calls.add(made);
                                return made;
                            })
                            .build())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, String> lines(PlanEntry... entries) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (PlanEntry entry : entries) {
            lines.put(entry.key(), FeedProtocol.line(entry));
        }
        return lines;
    }

    String target() {
        return "127.0.0.1:" + server.getPort();
    }

    Call next() throws InterruptedException {
        return Feeds.next(calls, "a connection");
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
