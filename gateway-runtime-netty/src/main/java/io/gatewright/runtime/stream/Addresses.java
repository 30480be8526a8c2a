package io.gatewright.runtime.stream;

import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Socket addresses of endpoints: names are left to the resolver, addresses never go there. */
final class Addresses {
    private Addresses() {}

    static InetSocketAddress of(Endpoint endpoint) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(endpoint.host());
        return address == null
                ? InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port())
                : new InetSocketAddress(address, endpoint.port());
    }
}
