package io.gatewright.runtime.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** A TCP server on loopback with a thread per connection. */
final class Backend implements AutoCloseable {
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    final AtomicInteger accepted = new AtomicInteger();
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Backend(@Nullable SSLContext tls, Service service) {
        try {
            server = tls == null
                    ? new ServerSocket(0, 600, InetAddress.getLoopbackAddress())
                    : tls.getServerSocketFactory().createServerSocket(0, 600, InetAddress.getLoopbackAddress());
            if (server instanceof SSLServerSocket secure) {
                secure.setWantClientAuth(true);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        threads.execute(() -> accept(service));
    }

    /** Says its name first, then sends back what it gets, until the client ends; then it ends too. */
    static Backend echo(String name) {
        return new Backend(null, socket -> echo(name, socket));
    }

    static void echo(String name, Socket socket) throws IOException {
        socket.getOutputStream().write((name + "\n").getBytes());
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[64 * 1024];
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            socket.getOutputStream().write(buffer, 0, n);
            socket.getOutputStream().flush();
        }
    }

    private void accept(Service service) {
        while (true) {
            try {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                threads.execute(() -> {
                    try (socket) {
                        service.serve(socket);
                    } catch (IOException e) {
                        // the client went away
                    }
                });
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        threads.shutdownNow();
    }
}
