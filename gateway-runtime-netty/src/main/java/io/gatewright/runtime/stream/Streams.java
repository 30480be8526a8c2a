package io.gatewright.runtime.stream;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.listen.OpenPort;
import io.gatewright.runtime.listen.StreamStart;
import io.gatewright.runtime.listen.Transport;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.observe.PortMeters;
import io.gatewright.runtime.snapshot.SnapshotCell;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Relays of TCP, TLS and UDP routes. One per data plane; for any thread. */
public final class Streams implements StreamStart {
    private final RuntimeSettings settings;
    private final Transport transport;
    private final Meters meters;
    private final Destinations destinations = new Destinations();

    public Streams(RuntimeSettings settings, Transport transport, Meters meters) {
        this.settings = settings;
        this.transport = transport;
        this.meters = meters;
    }

    @Override
    public @Nullable Relaying decide(
            ConnectionInfo info, ListenerPlan listener, @Nullable String serverName, PortMeters port) {
        Destination chosen = destinations.choose(info.snapshots().read(), listener, serverName);
        if (chosen instanceof Destination.Nowhere nowhere) {
            meters.exchangeStarted();
            new RelayRecord(info, listener.listener(), serverName, chosen)
                    .finish(settings, meters, nowhere.reason().code(), 0, 0);
            return null;
        }
        return (pipeline, finalInfo) ->
                relay(pipeline, new RelayRecord(finalInfo, listener.listener(), serverName, chosen), port, chosen);
    }

    private void relay(ChannelPipeline pipeline, RelayRecord record, PortMeters port, Destination chosen) {
        if (chosen instanceof Destination.To to) {
            pipeline.channel().config().setAutoRead(false);
            pipeline.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            Relay relay = new Relay(settings, transport, meters, port, record, to);
            pipeline.addLast(relay.client());
            relay.connect(pipeline.channel());
        }
    }

    /** Forgets the rules that a plan no longer has. */
    public void forgetOthers(Plan plan) {
        destinations.forgetOthers(plan);
    }

    @Override
    public OpenPort openUdp(
            ObjectRef gateway, int port, InetSocketAddress address, SnapshotCell snapshots, PortMeters portMeters)
            throws OpenPort.BindFailed {
        return UdpPort.open(
                new UdpContext(gateway, port, snapshots, settings, transport, meters, portMeters, destinations),
                address);
    }
}
