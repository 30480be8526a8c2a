package io.gatewright.runtime.listen;

import io.gatewright.runtime.Limits;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections against the limits, over all ports of a data plane. Any thread. */
final class Admission {
    private final int most;
    private final int mostPerClient;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> perClient = new ConcurrentHashMap<>();

    Admission(Limits limits) {
        this.most = limits.connections();
        this.mostPerClient = limits.connectionsPerClient();
    }

    /** False if the connection is one too many; else {@link #leave()} must follow. */
    boolean enter() {
        if (open.incrementAndGet() > most && most > 0) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        open.decrementAndGet();
    }

    /** False if the client has too many; else {@link #leave(InetAddress)} must follow. */
    boolean enter(InetAddress client) {
        if (mostPerClient <= 0) {
            return true;
        }
        boolean[] admitted = new boolean[1];
        perClient.compute(client, (address, count) -> {
            int now = count == null ? 0 : count;
            admitted[0] = now < mostPerClient;
            return admitted[0] ? now + 1 : now;
        });
        return admitted[0];
    }

    void leave(InetAddress client) {
        if (mostPerClient > 0) {
            perClient.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
        }
    }
}
