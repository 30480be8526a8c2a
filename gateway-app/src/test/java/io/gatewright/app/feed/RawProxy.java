package io.gatewright.app.feed;

import io.gatewright.app.feed.FeedProtocol.Acknowledged;
import io.gatewright.app.feed.FeedProtocol.End;
import io.gatewright.app.feed.FeedProtocol.Greeting;
import io.gatewright.app.feed.FeedProtocol.Hello;
import io.gatewright.app.feed.FeedProtocol.Reason;
import io.gatewright.app.feed.FeedProtocol.Said;
import io.gatewright.app.feed.FeedProtocol.Update;
import io.gatewright.app.feed.FeedProtocol.Welcome;
import io.gatewright.semantics.plan.Ack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A proxy that says what a test wants, and keeps each message that it gets. */
final class RawProxy implements AutoCloseable {
    final BlockingQueue<Update> updates = new LinkedBlockingQueue<>();
    final CompletableFuture<Boolean> welcome = new CompletableFuture<>();
    private final CompletableFuture<Optional<End>> end = new CompletableFuture<>();
    private final Optional<Wire> wire;

    private RawProxy(int port, FeedKeys trusted) {
        Optional<Wire> made = Optional.empty();
        try {
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            SSLSocket socket =
                    (SSLSocket) Feeds.trusting(trusted).getSocketFactory().createSocket(plain, Feeds.NAME, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            made = Optional.of(new Wire(socket));
        } catch (IOException e) {
            end.complete(Optional.empty());
        }
        wire = made;
    }

    /** Connects, and says nothing. */
    static RawProxy silent(int port, FeedKeys trusted) {
        RawProxy proxy = new RawProxy(port, trusted);
        proxy.listen(Optional.empty());
        return proxy;
    }

    /** Connects and shows a token, and then says nothing. */
    static RawProxy greeting(int port, FeedKeys trusted, String token) {
        RawProxy proxy = silent(port, trusted);
        proxy.say(FeedProtocol.write(new Greeting(Feeds.GATEWAY, token)));
        return proxy;
    }

    static RawProxy connect(int port, FeedKeys trusted, String token, Hello hello) {
        RawProxy proxy = new RawProxy(port, trusted);
        proxy.listen(Optional.of(hello));
        proxy.say(FeedProtocol.write(new Greeting(Feeds.GATEWAY, token)));
        return proxy;
    }

    private void listen(Optional<Hello> hello) {
        Thread reader = new Thread(() -> wire.ifPresent(open -> read(open, hello)), "raw-proxy");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Wire open, Optional<Hello> hello) {
        Optional<End> last = Optional.empty();
        for (Optional<byte[]> next = open.read(); next.isPresent(); next = open.read()) {
            Said said = FeedProtocol.readSaid(next.get());
            if (said instanceof Update update) {
                updates.add(update);
            } else if (said instanceof Welcome) {
                welcome.complete(true);
                hello.ifPresent(words -> say(FeedProtocol.write(words)));
            } else if (said instanceof End words) {
                last = Optional.of(words);
                open.close();
            }
        }
        end.complete(last);
    }

    void say(byte[] message) {
        wire.ifPresent(open -> open.send(message));
    }

    /** Says that a message of so many bytes follows. */
    void announce(int length) throws IOException {
        wire.orElseThrow().announce(length);
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

    /** The last word; nothing if the connection ended without one. */
    Optional<End> end() throws Exception {
        return end.get(60, TimeUnit.SECONDS);
    }

    Reason reason() throws Exception {
        return end().orElseThrow().reason();
    }

    @Override
    public void close() {
        wire.ifPresent(Wire::close);
    }
}
