package io.gatewright.runtime.listen;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a socket could not be bound.
 *
 * @param reason in the style of conditions
 * @param message what, why, and the way out
 */
record PortProblem(String reason, String message) {
    private static final String PORT_UNAVAILABLE = "PortUnavailable";

    /** @param owner who of this process has the address, null if nobody */
    static PortProblem of(
            int declared, boolean udp, InetSocketAddress address, Throwable cause, @Nullable String owner) {
        String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        String port = (udp ? "udp port `" : "port `") + address.getPort() + "`"
                + (address.getPort() == declared ? "" : " (for declared port `" + declared + "`)")
                + " on `" + NetUtil.toAddressString(address.getAddress()) + "`";
        if (said.contains("in use")) {
            return new PortProblem(
                    PORT_UNAVAILABLE,
                    port + ": already in use by "
                            + (owner == null
                                    ? PortHolder.of(address.getPort(), udp).orElse("another process")
                                    : owner)
                            + ": stop it, choose another port, or use `--port-offset`; tried again from time to time");
        }
        if (said.contains("permission denied")) {
            return new PortProblem(
                    PORT_UNAVAILABLE,
                    port + ": permission denied: ports below 1024 need the capability "
                            + "`CAP_NET_BIND_SERVICE` or `--port-offset`; tried again from time to time");
        }
        if (said.contains("cannot assign")) {
            return new PortProblem(
                    "AddressNotUsable",
                    port + ": address is not one of this machine: choose one that is, see `--address`");
        }
        return new PortProblem(PORT_UNAVAILABLE, port + ": cannot be bound: " + said);
    }
}
