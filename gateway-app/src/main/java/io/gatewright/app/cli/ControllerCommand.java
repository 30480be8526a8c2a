package io.gatewright.app.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gatewright.app.admin.AdminServer;
import io.gatewright.app.admin.GatewayPages;
import io.gatewright.app.controller.Controller;
import io.gatewright.app.controller.ControllerOptions;
import io.gatewright.app.controller.ControllerView;
import io.gatewright.k8s.api.KubeClients;
import io.gatewright.k8s.watch.Scope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "controller",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Control the Gateways of a Kubernetes cluster: watch, write statuses, run proxies and feed them.",
            "",
            "Several replicas may run; one leads, the others watch and take over. The cluster is that of the pod, or the"
                    + " one that KUBECONFIG names. See deploy/ for how it is installed.",
            ""
        })
final class ControllerCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Gatewright gatewright;

    @Option(
            names = "--controller-name",
            paramLabel = "NAME",
            description = "GatewayClasses with this controllerName are ours; default ${DEFAULT-VALUE}.")
    private String controllerName = "gatewright.io/controller";

    @Option(
            names = "--watch-namespaces",
            split = ",",
            paramLabel = "NAMESPACE",
            description = "Look into these namespaces only, with rights in them only; default everywhere.")
    private List<String> watchNamespaces = new ArrayList<>();

    @Option(
            names = "--namespace",
            defaultValue = "${env:POD_NAMESPACE}",
            paramLabel = "NAMESPACE",
            description = "The controller's own, for its Lease and Secret; default $POD_NAMESPACE.")
    private @Nullable String namespace;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "The Service by which proxies find the controller; default ${DEFAULT-VALUE}.")
    private String service = "gatewright-controller";

    @Option(names = "--feed-port", paramLabel = "PORT", description = "For proxies; default ${DEFAULT-VALUE}.")
    private int feedPort = 9443;

    @Option(
            names = "--identity",
            defaultValue = "${env:POD_NAME}",
            paramLabel = "NAME",
            description = "Of this replica in the election; default $POD_NAME.")
    private @Nullable String identity;

    @Option(
            names = "--address",
            defaultValue = "${env:POD_IP}",
            paramLabel = "IP",
            description = "Where proxies reach this replica when it leads; default $POD_IP.")
    private @Nullable String address;

    @Option(
            names = "--proxy-image",
            paramLabel = "IMAGE",
            defaultValue = "${env:GATEWRIGHT_PROXY_IMAGE}",
            description = "What proxies run; default $GATEWRIGHT_PROXY_IMAGE, else that of the controller's own pod.")
    private @Nullable String proxyImage;

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS",
            description = "Health, metrics, status and plans, as `address:port`; or `off`. Default ${DEFAULT-VALUE}.")
    private String admin = "0.0.0.0:9090";

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info or debug; default ${DEFAULT-VALUE}.")
    private Logging.Level logLevel = Logging.Level.INFO;

    @Override
    public Integer call() throws IOException, InterruptedException {
        logLevel.use();
        String own = value(namespace)
                .orElseThrow(
                        () -> new UserError("the controller's own namespace is not known: say `--namespace`, or set"
                                + " POD_NAMESPACE from metadata.namespace"));
        CountDownLatch stop = new CountDownLatch(1);
        gatewright.signals().onStop(stop::countDown);
        ControllerOptions options = new ControllerOptions(
                controllerName,
                new Scope(new TreeSet<>(watchNamespaces)),
                own,
                service,
                value(identity).orElse("controller"),
                value(address).orElse(""),
                feedPort,
                feedPort,
                value(proxyImage).orElse(""));
        Config config = Config.autoConfigure(null);
        try (KubernetesClient client = KubeClients.open(config);
                Controller controller = Controller.start(
                        client, options.completed(client, Gatewright.version()), InstantSource.system())) {
            Optional<InetSocketAddress> pages = ServeOptions.admin(admin);
            AdminServer server = pages.isEmpty()
                    ? null
                    : AdminServer.start(
                            pages.get(), new GatewayPages(new ControllerView(controller), Gatewright.version()));
            try {
                gatewright.err().println("controller `" + controllerName + "` of " + config.getMasterUrl());
                gatewright.err().flush();
                stop.await();
            } finally {
                if (server != null) {
                    server.close();
                }
            }
        }
        return Gatewright.OK;
    }

    private static Optional<String> value(@Nullable String text) {
        return Optional.ofNullable(text).filter(given -> !given.isEmpty() && !given.startsWith("${"));
    }
}
