package io.gatewright.app.feed;

import io.gatewright.app.feed.FeedProtocol.End;
import io.gatewright.app.feed.FeedProtocol.Greeting;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.app.feed.FeedProtocol.Reason;
import io.gatewright.app.feed.FeedProtocol.Update;
import io.gatewright.app.feed.FeedProtocol.Welcome;
import io.gatewright.model.core.Bytes;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.PlanEntry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A controller that says what a test wants, and keeps what it hears. */
final class ScriptedFeed implements AutoCloseable {
    final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final ServerSocket server;
    private final List<Wire> open = new java.util.concurrent.CopyOnWriteArrayList<>();

    /** One connection of a proxy that has shown a token. */
    static final class Call {
        final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        final Greeting greeting;
        private final Wire wire;

        private Call(Wire wire, Greeting greeting) {
            this.wire = wire;
            this.greeting = greeting;
        }

        Hello hello() throws InterruptedException {
            return FeedProtocol.readHello(Feeds.next(messages, "what the proxy has"));
        }

        Ack ack() throws InterruptedException {
            return FeedProtocol.readAcknowledged(Feeds.GATEWAY, Feeds.next(messages, "an acknowledgement"))
                    .ack();
        }

        void put(long version, PlanEntry... entries) {
            update(version, false, lines(entries), List.of());
        }

        void update(long version, boolean more, Map<String, String> puts, List<String> gone) {
            wire.send(FeedProtocol.write(new Update(version, puts, gone, more, Bytes.of(new byte[] {1, 2, 3}))));
        }

        void say(byte[] message) {
            wire.send(message);
        }

        void end(String leader) {
            Optional<String> other = Optional.of(leader).filter(text -> !text.isEmpty());
            wire.send(FeedProtocol.write(new End(Reason.UNAVAILABLE, "on purpose", other)));
        }

        /** Ends without a word. */
        void hangUp() {
            wire.close();
        }
    }

    ScriptedFeed(ServerIdentity.Newest identity) {
        try {
            server = Feeds.showing(identity)
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, Feeds.loopback().getAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "scripted-feed");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                start(() -> serve(socket));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (Wire wire = new Wire(socket)) {
            open.add(wire);
            Optional<byte[]> greeting = wire.read();
            if (greeting.isEmpty()) {
                return; // it does not trust us
            }
            Call call = new Call(wire, FeedProtocol.readGreeting(greeting.get()));
            wire.send(FeedProtocol.write(new Welcome()));
            calls.add(call);
            for (Optional<byte[]> next = wire.read(); next.isPresent(); next = wire.read()) {
                call.messages.add(next.get());
            }
        } catch (IOException e) {
            // closed
        }
    }

    static Map<String, String> lines(PlanEntry... entries) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (PlanEntry entry : entries) {
            lines.put(entry.key(), FeedProtocol.line(entry));
        }
        return lines;
    }

    int port() {
        return server.getLocalPort();
    }

    String target() {
        return "127.0.0.1:" + port();
    }

    Call next() throws InterruptedException {
        return Feeds.next(calls, "a connection");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // closed then
        }
        open.forEach(Wire::close);
    }
}
