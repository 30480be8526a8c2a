package io.gatewright.app.cli;

import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.RuntimeSettings.PortBinding;
import io.gatewright.runtime.listen.AddressRange;
import io.gatewright.runtime.listen.Transport;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the commands that serve. */
final class ServeOptions {
    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--port-map",
            paramLabel = "DECLARED=REAL",
            description = "Bind a declared port elsewhere, 443=8443 for example; may be repeated. 0 takes a free port.")
    private Map<Integer, Integer> portMap = new LinkedHashMap<>();

    @Option(
            names = "--access-log",
            paramLabel = "WHERE",
            description = "Lines of JSON: `stdout`, `off`, or a file to append to.")
    private @Nullable String accessLog;

    @Option(
            names = "--log-query",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Whether the access log shows query strings, which may hold secrets; default ${DEFAULT-VALUE}.")
    private boolean logQuery = true;

    @Option(
            names = "--reason-header",
            paramLabel = "NAME",
            description = "Response header that names the reason of an answer the gateway made itself; default none.")
    private @Nullable String reasonHeader;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "CIDR",
            description = "Peers whose X-Forwarded-* headers are believed; may be repeated. Default nobody.")
    private List<String> trustedProxies = new ArrayList<>();

    @Option(
            names = "--proxy-protocol",
            paramLabel = "CIDR",
            description = "Peers that begin each connection with a PROXY protocol header; may be repeated.")
    private List<String> proxyProtocol = new ArrayList<>();

    @Option(names = "--event-loops", paramLabel = "N", description = "Threads that serve; default one per processor.")
    private int eventLoops;

    @Option(
            names = "--transport",
            paramLabel = "KIND",
            defaultValue = "auto",
            description = "System calls that carry the bytes: `auto`, `io_uring`, `epoll` or `nio`; "
                    + "default ${DEFAULT-VALUE}.")
    private String transport = "auto";

    @Option(
            names = "--drain-delay",
            paramLabel = "SECONDS",
            description = "After SIGTERM go on accepting for so long, while /ready says no; default ${DEFAULT-VALUE}.")
    private int drainDelay;

    @Option(
            names = "--drain-timeout",
            paramLabel = "SECONDS",
            description = "How long requests may finish then; default ${DEFAULT-VALUE}.")
    private int drainTimeout = 30;

    /** Where the access log goes: absent for nowhere, `stdout`, or a file. */
    Optional<String> accessLog(String otherwise) {
        String where = accessLog == null ? otherwise : accessLog;
        return where.equals("off") ? Optional.empty() : Optional.of(where);
    }

    Duration drainTimeout() {
        return Duration.ofSeconds(drainTimeout);
    }

    /** The settings of the data plane, without the access log. */
    RuntimeSettings.Builder runtime(String address, int portOffset) {
        RuntimeSettings.Builder builder = RuntimeSettings.DEFAULTS
                .with()
                .eventLoops(eventLoops)
                .transport(transport(transport))
                .binding(binding(ip("--address", address), portOffset, portMap))
                .trustedProxies(ranges("--trusted-proxy", trustedProxies))
                .proxyProtocol(ranges("--proxy-protocol", proxyProtocol))
                .logQuery(logQuery)
                .drainDelay(Duration.ofSeconds(drainDelay));
        String header = reasonHeader;
        return header == null ? builder : builder.reasonHeader(header);
    }

    private static Transport.Kind transport(String text) {
        return Arrays.stream(Transport.Kind.values())
                .filter(kind -> kind.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new UserError("`--transport " + text + "`: expected "
                        + Arrays.stream(Transport.Kind.values())
                                .map(kind -> "`" + kind + "`")
                                .collect(Collectors.joining(", "))));
    }

    /** Declared ports moved by the map, else by the offset; one that would leave the range of ports stays where it is. */
    static PortBinding binding(InetAddress address, int offset, Map<Integer, Integer> map) {
        Map<Integer, Integer> fixed = Map.copyOf(map);
        fixed.forEach((declared, real) -> {
            if (real < 0 || real > LAST_PORT) {
                throw new UserError("`--port-map " + declared + "=" + real + "`: expected a port from 0 to 65535");
            }
        });
        return (gateway, port) -> {
            int moved = port + offset < 1 || port + offset > LAST_PORT ? port : port + offset;
            return new InetSocketAddress(address, fixed.getOrDefault(port, moved));
        };
    }

    private static List<AddressRange> ranges(String option, List<String> texts) {
        return texts.stream()
                .map(text -> AddressRange.parse(text)
                        .orElseThrow(() -> new UserError(
                                "`" + option + " " + text + "`: expected an IP address or range such as `10.0.0.0/8`")))
                .toList();
    }

    /** An IP address or `localhost`; nothing is looked up. */
    static InetAddress ip(String option, String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text.equals("localhost") ? "127.0.0.1" : text);
        if (bytes == null) {
            throw new UserError("`" + option + " " + text + "`: expected an IP address such as `127.0.0.1` or `::`");
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** {@code host:port}, {@code [ipv6]:port} or a port on loopback; empty for {@code off}. */
    static Optional<InetSocketAddress> admin(String text) {
        if (text.equals("off")) {
            return Optional.empty();
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon).replaceAll("^\\[|]$", "");
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            return Optional.of(new InetSocketAddress(ip("--admin", host), port));
        } catch (IllegalArgumentException e) {
            throw new UserError("`--admin " + text + "`: expected `address:port` or `off`");
        }
    }
}
