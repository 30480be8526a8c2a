package io.gatewright.conformance.kit;

/** Where echo servers listen. */
public interface EchoPorts {
    /**
     * The port of an endpoint.
     *
     * @param service {@code namespace/name}
     * @param endpoint from 0
     * @param backend how the case wants it
     */
    int port(String service, int endpoint, EchoPort port, CaseSettings.Backend backend);

    /** The IPv4 address of all of them. */
    default String address() {
        return "127.0.0.1";
    }

    /** Ports without servers, the same in each run: for engines that never connect. */
    static EchoPorts imaginary() {
        return (service, endpoint, port, backend) ->
                20_000 + Math.floorMod(service.hashCode(), 400) * 100 + endpoint * 10 + port.ordinal();
    }
}
