package io.gatewright.runtime.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that does exactly what it is told, one thread per connection. */
final class Backend implements AutoCloseable {
    final AtomicInteger connections = new AtomicInteger();
    /** Requests in the order in which they were read whole. */
    final LinkedBlockingQueue<Wire.Message> requests = new LinkedBlockingQueue<>();

    private final ServerSocket server;
    private final Thread acceptor;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What to do with one connection. */
    @FunctionalInterface
    interface Script {
        void run(Session session) throws Exception;
    }

    /** What to do with one request. */
    @FunctionalInterface
    interface Answer {
        void to(Wire.Message request, Session session) throws Exception;
    }

    private Backend(Script script) {
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        this.script = script;
        acceptor = new Thread(this::accept, "backend");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Each connection is given to the script. */
    static Backend script(Script script) {
        return new Backend(script);
    }

    /** Each request is read whole and given to the answer; connections are kept. */
    static Backend answering(Answer answer) {
        return new Backend(session -> {
            while (true) {
                Wire.Message request = session.request();
                answer.to(request, session);
            }
        });
    }

    /** Answers 200 with the body it got, or the target if there was none. */
    static Backend echo() {
        return answering(
                (request, session) -> session.ok(request.bytes().length == 0 ? request.target() : request.body()));
    }

    /** Answers 200 with this text. */
    static Backend saying(String text) {
        return answering((request, session) -> session.ok(text));
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next request that came. */
    Wire.Message request() throws InterruptedException {
        Wire.Message request = requests.poll(60, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread worker = new Thread(() -> serve(socket), "backend-connection");
                worker.setDaemon(true);
                worker.start();
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket) {
        try (Session session = new Session(socket, this)) {
            script.run(session);
        } catch (Exception gone) {
            // the peer left, or the script wanted it so
        } finally {
            open.remove(socket);
        }
    }

    /** One connection. */
    static final class Session extends Wire {
        private final Backend backend;
        private final int number;

        Session(Socket socket, Backend backend) throws IOException {
            super(socket);
            socket.setSoTimeout(30_000);
            this.backend = backend;
            number = backend.connections.get();
        }

        Message request() throws IOException {
            Message head = head();
            Message whole = body(head, true, false);
            backend.requests.add(whole);
            return whole;
        }

        void ok(String text) throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        }

        /** Whether it is the first connection that came. */
        boolean first() {
            return number == 1;
        }

        /** Closes with a reset instead of a FIN. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join(10_000); // so that no connection slips in after the others are closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }
}
