package io.gatewright.conformance.kit;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A running gateway that the corpus can judge. One instance serves one case and is closed after it. All calls come from one
 * thread. Endpoints of backends are given to it as EndpointSlices with the address {@link #backendAddress}.
 */
public interface GatewayUnderTest extends AutoCloseable {

    /** The {@code controllerName} to which the kit's GatewayClass {@code gatewright} belongs. */
    String controllerName();

    /**
     * What the gateway claims: names of the published feature list and those of the kit's README. Cases that demand more are
     * skipped. The core features need not be named.
     */
    Set<String> supportedFeatures();

    /**
     * How long after {@link #apply} expectations may still fail before the kit believes them. Zero if {@code apply} and
     * {@code delete} return only when the change is in effect.
     */
    default Duration settleTime() {
        return Duration.ZERO;
    }

    /**
     * An IPv4 address of this machine at which the gateway can reach the kit's servers: loopback, unless the gateway runs
     * where that is another one.
     */
    default String backendAddress() {
        return "127.0.0.1";
    }

    /**
     * Creates or replaces objects.
     *
     * @param documents YAML documents, one object each, in the order in which they are to be created
     * @return what is wrong with them; empty also for gateways that do not validate
     */
    List<Problem> apply(List<String> documents);

    /** Removes objects; those that do not exist are skipped. */
    void delete(List<ObjectName> objects);

    /**
     * Where a declared port of a Gateway listens.
     *
     * @param port as declared by its listeners
     * @param udp true for the UDP port of this number, false for the TCP port
     * @return empty if nothing listens: requests to it are then counted as refused
     */
    Optional<InetSocketAddress> address(String namespace, String gateway, int port, boolean udp);

    /**
     * The {@code status} of an object as a tree of maps, lists, texts, numbers and booleans, in the form of the API.
     *
     * @return empty if nothing has been reported
     */
    Optional<Map<String, Object>> status(ObjectName object);

    /**
     * Why the gateway answered itself, read from the headers of a response (feature {@code ReasonCodes}).
     *
     * @param headers names in lower case
     */
    default Optional<String> reason(Map<String, List<String>> headers) {
        return Optional.empty();
    }

    /** Anything that helps to understand a failure: configuration, findings, logs. Printed only then. */
    default String dump() {
        return "";
    }

    @Override
    void close();
}
