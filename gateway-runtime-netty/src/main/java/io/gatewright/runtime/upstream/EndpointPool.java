package io.gatewright.runtime.upstream;

import io.gatewright.runtime.codec.ClientStream;
import io.gatewright.runtime.codec.Deadline;
import io.gatewright.runtime.observe.ClusterMeters;
import io.gatewright.runtime.tls.BackendTls;
import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one endpoint of one cluster. HTTP/1.1: the connection used last is used next.
 * HTTP/2: one connection as long as its streams suffice.
 */
final class EndpointPool {
    private final EventLoop loop;
    private final Connector connector;
    private final Endpoint endpoint;
    private final String address;
    private final @Nullable BackendTls tls;
    private final boolean http2;
    private final ClusterMeters meters;
    private final Health health = new Health();
    /** Ready and able to take an exchange; for HTTP/1.1 that means idle. */
    private final ArrayDeque<Slot> free = new ArrayDeque<>();

    private final List<Slot> all = new ArrayList<>(4);
    private final ArrayDeque<StreamWaiter> waiting = new ArrayDeque<>();
    private final Deadline sweep;
    private int connecting;
    private boolean retired;

    EndpointPool(
            EventLoop loop,
            Connector connector,
            Endpoint endpoint,
            @Nullable BackendTls tls,
            boolean http2,
            ClusterMeters meters) {
        this.loop = loop;
        this.connector = connector;
        this.endpoint = endpoint;
        address = endpoint.host() + ':' + endpoint.port();
        this.tls = tls;
        this.http2 = http2;
        this.meters = meters;
        sweep = new Deadline(loop, this::sweep);
    }

    EventLoop loop() {
        return loop;
    }

    Connector connector() {
        return connector;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** {@code host:port}, as records show it. */
    String address() {
        return address;
    }

    @Nullable
    BackendTls tls() {
        return tls;
    }

    boolean http2() {
        return http2;
    }

    Health health() {
        return health;
    }

    /** Whether the plan has let go of it: who waits is served, nobody new. */
    boolean retired() {
        return retired;
    }

    /** Exchanges that run or wait. */
    int load() {
        if (!http2) {
            return all.size() - free.size();
        }
        int load = waiting.size();
        for (int i = 0; i < all.size(); i++) {
            Slot slot = all.get(i);
            load += slot.ready() ? slot.connection().active() : 0;
        }
        return load;
    }

    void acquire(StreamWaiter waiter, boolean fresh) {
        if (retired) {
            waiter.onConnectFailed(new ConnectFailure(ConnectFailure.Kind.CLOSED, "the cluster is gone"));
            return;
        }
        if (fresh && !http2) {
            // the connection used before turned out to be dead; its neighbours are as old
            retireFree();
        }
        if (!serve(waiter)) {
            waiting.addLast(waiter);
            connectIfNeeded();
        }
    }

    /** Forgets a waiter that gave up. */
    void cancel(StreamWaiter waiter) {
        waiting.remove(waiter);
    }

    private boolean serve(StreamWaiter waiter) {
        Slot slot;
        while ((slot = free.peekLast()) != null) {
            ClientStream stream = slot.connection().open();
            if (stream == null || !slot.connection().available()) {
                free.pollLast();
                slot.free(false);
            }
            if (stream != null) {
                waiter.onStream(stream, slot.reused());
                return true;
            }
        }
        return false;
    }

    private void connectIfNeeded() {
        int most = connector.limits().backendConnections();
        boolean room = most == 0 || all.size() < most;
        boolean wanted = http2 ? connecting == 0 : connecting < waiting.size();
        if (wanted && room && !waiting.isEmpty()) {
            Slot slot = new Slot(this);
            all.add(slot);
            connecting++;
            slot.connect();
        }
    }

    void connected() {
        connecting--;
    }

    void available(Slot slot) {
        if (!slot.free()) {
            slot.free(true);
            free.addLast(slot);
        }
        StreamWaiter next;
        while ((next = waiting.pollFirst()) != null) {
            if (!serve(next)) {
                waiting.addFirst(next);
                connectIfNeeded();
                break;
            }
        }
        if (retired) {
            if (waiting.isEmpty()) {
                new ArrayList<>(all).forEach(Slot::retire);
            }
        } else if (slot.connection().active() == 0) {
            long now = System.nanoTime();
            slot.idle(now);
            sweep.in(connector.limits().backendIdle().toNanos(), now);
        }
    }

    void connectFailed(Slot slot, ConnectFailure failure) {
        connecting--;
        all.remove(slot);
        meters.connectFailed();
        health.failure(System.nanoTime());
        if (http2) {
            List<StreamWaiter> disappointed = new ArrayList<>(waiting);
            waiting.clear();
            disappointed.forEach(waiter -> waiter.onConnectFailed(failure));
        } else {
            StreamWaiter first = waiting.pollFirst();
            if (first != null) {
                first.onConnectFailed(failure);
            }
        }
        connectIfNeeded();
    }

    void gone(Slot slot) {
        all.remove(slot);
        if (slot.free()) {
            slot.free(false);
            free.remove(slot);
        }
        connectIfNeeded();
    }

    void opened() {
        meters.opened();
    }

    void closed() {
        meters.closed();
    }

    private void retireFree() {
        for (Slot slot : new ArrayList<>(free)) {
            slot.retire();
        }
    }

    private void sweep() {
        long idle = connector.limits().backendIdle().toNanos();
        long now = System.nanoTime();
        long next = 0;
        for (Slot slot : new ArrayList<>(free)) {
            if (slot.connection().active() == 0) {
                long left = slot.idleSince() + idle - now;
                if (left <= 0) {
                    slot.retire();
                } else {
                    next = next == 0 ? left : Math.min(next, left);
                }
            }
        }
        if (next > 0) {
            sweep.in(next);
        }
    }

    /** The plan does not want this endpoint any more: what runs may finish, who waits is still served. */
    void retire() {
        retired = true;
        sweep.cancel();
        for (Slot slot : new ArrayList<>(all)) {
            if (slot.ready() || waiting.isEmpty()) {
                slot.retire();
            }
        }
    }
}
