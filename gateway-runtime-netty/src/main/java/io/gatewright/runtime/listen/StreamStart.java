package io.gatewright.runtime.listen;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.observe.PortMeters;
import io.gatewright.runtime.snapshot.SnapshotCell;
import io.gatewright.semantics.plan.ListenerPlan;
import io.netty.channel.ChannelPipeline;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Serves what is below HTTP: what ports hand TCP and TLS connections to, and who opens UDP ports. */
public interface StreamStart {
    /**
     * Decides where a connection goes, before TLS is terminated.
     *
     * @param serverName lower case; null if there is none
     * @return null if it is to be refused: by a reset, or an end before anything of TLS was said
     */
    @Nullable
    Relaying decide(ConnectionInfo info, ListenerPlan listener, @Nullable String serverName, PortMeters meters);

    /** A decision, to be carried out once. */
    @FunctionalInterface
    interface Relaying {
        /**
         * Adds a last handler to the pipeline, on its event loop, and connects to the backend. What the client has sent
         * already may be passed to that handler.
         *
         * @param info of the connection, with TLS if it was terminated meanwhile
         */
        void start(ChannelPipeline pipeline, ConnectionInfo info);
    }

    /**
     * Binds a UDP socket.
     *
     * @param port as declared
     * @throws OpenPort.BindFailed with the cause
     */
    OpenPort openUdp(ObjectRef gateway, int port, InetSocketAddress address, SnapshotCell snapshots, PortMeters meters)
            throws OpenPort.BindFailed;
}
