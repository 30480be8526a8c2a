package io.gatewright.runtime.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * One local address of a UDP port: the address that its clients send to, and the only one they take answers from. On the
 * event loop of the port.
 */
final class UdpLocal {
    final Map<InetSocketAddress, UdpSession> sessions = new HashMap<>();
    /** Bound to this address; the port's own socket if that is not possible. */
    Channel channel;

    private boolean flushing;

    UdpLocal(Channel channel) {
        this.channel = channel;
    }

    /**
     * Sends to a client; together with the answers of other sessions, where the transport can (sendmmsg).
     *
     * @param content a copy of its own; released here
     * @return false if it was dropped, because the socket takes no more
     */
    boolean answer(ByteBuf content, InetSocketAddress client) {
        Channel to = channel;
        if (!UdpPort.room(to)) {
            content.release();
            return false;
        }
        to.write(new DatagramPacket(content, client), to.voidPromise());
        if (!flushing) {
            flushing = true;
            to.eventLoop()
                    .execute(
                            () -> { // after the reads of this turn of the loop
                                flushing = false;
                                channel.flush();
                            });
        }
        return true;
    }
}
