package io.gatewright.app.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP server for operators, on loopback unless told otherwise. It only reads: no request changes anything. A
 * browser that was led here by another name than this machine's own is turned away (DNS rebinding).
 */
public final class AdminServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AdminServer.class.getName());

    /** Probes must get through while somebody dawdles; {@code Main} bounds how long a request may take to arrive. */
    private static final int THREADS = 8;

    private final HttpServer server;
    private final ExecutorService threads;
    private final AdminPages pages;
    private final boolean loopback;

    private AdminServer(HttpServer server, ExecutorService threads, AdminPages pages, boolean loopback) {
        this.server = server;
        this.threads = threads;
        this.pages = pages;
        this.loopback = loopback;
    }

    /**
     * Binds and serves.
     *
     * @param address port 0 takes any free port
     * @throws IOException if the address cannot be bound; the message says which
     */
    public static AdminServer start(InetSocketAddress address, AdminPages pages) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (BindException e) {
            throw new IOException(
                    "admin address `" + address.getHostString() + ":" + address.getPort() + "`: "
                            + String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)
                            + ": choose another with `--admin`, or `--admin off`",
                    e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "gatewright-admin");
            thread.setDaemon(true);
            return thread;
        });
        AdminServer admin = new AdminServer(
                server,
                threads,
                pages,
                address.getAddress() != null && address.getAddress().isLoopbackAddress());
        server.setExecutor(threads);
        server.createContext("/", admin::handle);
        server.start();
        return admin;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @SuppressWarnings("try")
    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            AdminPages.Page page;
            String method = exchange.getRequestMethod();
            if (loopback && !local(exchange.getRequestHeaders().getFirst("Host"))) {
                page = AdminPages.Page.text(421, "this is the admin port of a gateway: ask for it as localhost\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                page = AdminPages.Page.text(405, "only GET: this port changes nothing\n");
            } else {
                try {
                    page = pages.page(
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Accept"));
                } catch (RuntimeException e) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "admin page " + exchange.getRequestURI().getPath(),
                            e);
                    page = AdminPages.Page.text(500, "this page failed: the log of the gateway says why\n");
                }
            }
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", page.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            boolean head = method.equals("HEAD");
            exchange.sendResponseHeaders(page.status(), head ? -1 : body.length == 0 ? -1 : body.length);
            if (!head && body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Whether a Host header names this machine itself: an address, or localhost. */
    static boolean local(@org.jspecify.annotations.Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.startsWith("[")
                ? host.substring(0, host.indexOf(']') + 1)
                : host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.startsWith("[") || name.matches("[0-9.]+");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
