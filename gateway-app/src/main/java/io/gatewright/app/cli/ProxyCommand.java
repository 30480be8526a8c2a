package io.gatewright.app.cli;

import io.gatewright.app.accesslog.JsonAccessLog;
import io.gatewright.app.admin.AdminServer;
import io.gatewright.app.admin.GatewayPages;
import io.gatewright.app.feed.FeedClient;
import io.gatewright.app.proxy.Proxy;
import io.gatewright.app.proxy.ProxyView;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.observe.Meters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "proxy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serve one Gateway of a cluster, as its controller says. What the controller runs for each Gateway.",
            "",
            "Ready when the first plan is served. Without a controller the last plan stays in force, also across a restart"
                    + " if --plan-dir is kept.",
            ""
        })
final class ProxyCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Option(names = "--gateway", required = true, paramLabel = "NAMESPACE/NAME", description = "Whose plan to serve.")
    private String gateway = "";

    @Option(names = "--feed", required = true, paramLabel = "HOST:PORT", description = "Where the controller feeds.")
    private String feed = "";

    @Option(
            names = "--token-file",
            required = true,
            paramLabel = "FILE",
            description = "This proxy's ServiceAccount token for audience `gatewright-feed`.")
    private Path tokenFile = Path.of("");

    @Option(
            names = "--ca-file",
            required = true,
            paramLabel = "FILE",
            description = "Certificates by which the controller is known, in PEM.")
    private Path caFile = Path.of("");

    @Option(
            names = "--plan-dir",
            paramLabel = "FOLDER",
            description = "Where the last plan is kept, private keys included: a volume in memory. Default nowhere.")
    private @Nullable Path planDir;

    @Option(
            names = "--instance",
            defaultValue = "${env:POD_NAME}",
            paramLabel = "NAME",
            description = "Of this proxy, for people; default $POD_NAME.")
    private @Nullable String instance;

    @Option(
            names = "--address",
            paramLabel = "IP",
            description = "Local address to bind; default all, of IPv6 too if $POD_IP is of IPv6.")
    private @Nullable String address;

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS",
            description = "Health, metrics, plan and explain, as `address:port`; or `off`. Default ${DEFAULT-VALUE}.")
    private String admin = "127.0.0.1:19090";

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info or debug; default ${DEFAULT-VALUE}.")
    private Logging.Level logLevel = Logging.Level.INFO;

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        logLevel.use();
        String[] name = gateway.split("/", -1);
        if (name.length != 2 || name[0].isEmpty() || name[1].isEmpty()) {
            throw new UserError("`--gateway " + gateway + "`: expected `namespace/name`");
        }
        int colon = feed.lastIndexOf(':');
        if (colon <= 0) {
            throw new UserError("`--feed " + feed + "`: expected `host:port`");
        }
        ObjectRef ref = new ObjectRef(Kind.GATEWAY_GROUP, "Gateway", name[0], name[1]);
        FeedClient.Settings follow = new FeedClient.Settings(
                ref,
                Optional.ofNullable(instance)
                        .filter(text -> !text.startsWith("${"))
                        .orElse("proxy"),
                feed,
                feed.substring(0, colon),
                tokenFile,
                caFile);
        // first: a second signal ends at once, also while the drain runs
        CountDownLatch stop = new CountDownLatch(1);
        gatewright.signals().onStop(() -> {
            if (stop.getCount() == 0) {
                gatewright.exit(Gatewright.FOUND);
            }
            stop.countDown();
        });
        AtomicReference<Proxy> running = new AtomicReference<>();
        JsonAccessLog log = options.accessLog("stdout").isPresent()
                ? JsonAccessLog.to(
                        gatewright.out(),
                        () -> Optional.ofNullable(running.get())
                                .flatMap(Proxy::meters)
                                .ifPresent(Meters::recordDropped))
                : null;
        RuntimeSettings.Builder runtime = options.runtime(bindAddress(), 0);
        if (log != null) {
            runtime.accessLog(log);
        }
        try (Proxy proxy = Proxy.start(follow, runtime.build(), planDir, RandomGenerator.getDefault())) {
            running.set(proxy);
            Optional<InetSocketAddress> pages = ServeOptions.admin(admin);
            AdminServer server = pages.isEmpty()
                    ? null
                    : AdminServer.start(pages.get(), new GatewayPages(new ProxyView(proxy), Gatewright.version()));
            try {
                stop.await();
                drain(proxy);
            } finally {
                if (server != null) {
                    server.close();
                }
            }
        } finally {
            if (log != null) {
                log.close();
            }
        }
        return Gatewright.OK;
    }

    private String bindAddress() {
        String given = address;
        if (given != null) {
            return given;
        }
        String pod = System.getenv("POD_IP");
        return pod != null && pod.indexOf(':') >= 0 ? "::" : "0.0.0.0";
    }

    private void drain(Proxy proxy) throws InterruptedException {
        long seconds = options.drainTimeout().toSeconds();
        try {
            proxy.drain(options.drainTimeout()).get(seconds + 60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            gatewright.err().println("drain ended early: " + e.getMessage());
        }
    }
}
