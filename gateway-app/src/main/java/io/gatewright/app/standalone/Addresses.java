package io.gatewright.app.standalone;

import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewaySpecAddress;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.world.World;
import io.gatewright.runtime.RuntimeSettings.PortBinding;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where ports are bound: as the options say, but on the IP address that the Gateway asks for in {@code spec.addresses}, if it
 * does. So two Gateways with the same port can live on two addresses of one machine.
 */
final class Addresses implements PortBinding {
    private final PortBinding otherwise;
    private volatile World world = World.empty();

    Addresses(PortBinding otherwise) {
        this.otherwise = otherwise;
    }

    /** Takes note of a world before plans are made of it. */
    World seen(World next) {
        world = next;
        return next;
    }

    @Override
    public InetSocketAddress address(ObjectRef gateway, int port) {
        InetSocketAddress usual = otherwise.address(gateway, port);
        return world.get(Gateway.KIND, gateway.namespace(), gateway.name()).stream()
                .flatMap(object -> object.spec().addresses().stream())
                .filter(address -> address.type().equals(GatewaySpecAddress.IP_ADDRESS))
                .flatMap(address -> address.value().stream())
                .map(NetUtil::createByteArrayFromIpAddressString)
                .filter(bytes -> bytes != null)
                .findFirst()
                .map(bytes -> new InetSocketAddress(ip(bytes), usual.getPort()))
                .orElse(usual);
    }

    private static InetAddress ip(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
