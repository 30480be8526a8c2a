package io.gatewright.runtime.upstream;

import io.gatewright.runtime.observe.ClusterMeters;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.tls.BackendTls;
import io.gatewright.semantics.pick.Balancer;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What one event loop keeps of one cluster: a pool per endpoint and TLS identity, reused from snapshot to snapshot. */
public final class ClusterPools {
    private final EventLoop loop;
    private final Connector connector;
    private final ClusterMeters meters;
    private final Map<Key, EndpointPool> pools = new HashMap<>();
    private @Nullable RetryBudget budget;
    private Cluster cluster;
    private @Nullable EndpointPool[] byIndex;
    private @Nullable BitSet tried;
    private long now;

    ClusterPools(EventLoop loop, Connector connector, ClusterMeters meters, Cluster cluster) {
        this.loop = loop;
        this.connector = connector;
        this.meters = meters;
        this.cluster = cluster;
        byIndex = new EndpointPool[cluster.endpoints().size()];
    }

    /** Identity of the TLS side is part of the key: a connection made under other rules is never used again. */
    private record Key(String host, int port, @Nullable BackendTls tls) {}

    ClusterPools at(Cluster wanted, @Nullable RetryBudget shared) {
        if (wanted != cluster) {
            cluster = wanted;
            byIndex = new EndpointPool[wanted.endpoints().size()];
        }
        budget = shared;
        return this;
    }

    /** Buffers for what belongs to this loop. */
    public ByteBufAllocator alloc() {
        return ByteBufAllocator.DEFAULT;
    }

    public ClusterMeters meters() {
        return meters;
    }

    /**
     * Chooses an endpoint.
     *
     * @param alreadyTried positions to avoid if others are left; null: none
     * @return a position in {@link Cluster#endpoints()}, or -1 if there is none
     */
    public int choose(Balancer balancer, RandomGenerator random, @Nullable BitSet alreadyTried) {
        tried = alreadyTried;
        now = System.nanoTime();
        return balancer.choose(cluster.endpoints(), random, this::avoided, this::load);
    }

    private boolean avoided(int index) {
        if (tried != null && tried.get(index)) {
            return true;
        }
        EndpointPool pool = existing(index);
        return pool != null && pool.health().avoided(now);
    }

    private int load(int index) {
        EndpointPool pool = existing(index);
        return pool == null ? 0 : pool.load();
    }

    /**
     * Asks for a stream to an endpoint.
     *
     * @param fresh not on a connection that lay idle
     * @return for {@link #cancel}
     */
    public Object acquire(int index, boolean fresh, StreamWaiter waiter) {
        EndpointPool pool = pool(index);
        pool.acquire(waiter, fresh);
        return pool;
    }

    /** Gives up waiting; does nothing if it was answered already. */
    public static void cancel(Object acquired, StreamWaiter waiter) {
        ((EndpointPool) acquired).cancel(waiter);
    }

    /** The endpoint answered, or failed before it did. */
    public void judge(int index, boolean answered) {
        Health health = pool(index).health();
        if (answered) {
            health.success();
        } else {
            health.failure(System.nanoTime());
        }
    }

    /** A first try begins: counts for the retry budget. */
    public void requestBegins() {
        if (budget != null) {
            budget.request(System.nanoTime());
        }
    }

    /** Whether the retry budget bears one more; takes it if so. */
    public boolean retryAllowed() {
        return budget == null || budget.retry(System.nanoTime());
    }

    private @Nullable EndpointPool existing(int index) {
        EndpointPool pool = byIndex[index];
        if (pool == null && !pools.isEmpty()) {
            Endpoint endpoint = cluster.endpoints().get(index);
            pool = pools.get(new Key(endpoint.host(), endpoint.port(), cluster.tls()));
            byIndex[index] = pool;
        }
        return pool;
    }

    private EndpointPool pool(int index) {
        EndpointPool pool = existing(index);
        if (pool == null) {
            Endpoint endpoint = cluster.endpoints().get(index);
            boolean http2 = cluster.plan().protocol() == ClusterPlan.Protocol.HTTP2;
            pool = new EndpointPool(loop, connector, endpoint, cluster.tls(), http2, meters);
            pools.put(new Key(endpoint.host(), endpoint.port(), cluster.tls()), pool);
            byIndex[index] = pool;
        }
        return pool;
    }

    /** Lets go of endpoints that {@code newest} does not have; all of them if it is null. */
    void prune(@Nullable Cluster newest) {
        Set<Key> wanted = new HashSet<>();
        if (newest != null) {
            newest.endpoints().forEach(endpoint -> wanted.add(new Key(endpoint.host(), endpoint.port(), newest.tls())));
        }
        Iterator<Map.Entry<Key, EndpointPool>> entries = pools.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, EndpointPool> entry = entries.next();
            if (!wanted.contains(entry.getKey())) {
                entries.remove();
                entry.getValue().retire();
            }
        }
        byIndex = new EndpointPool[cluster.endpoints().size()];
    }
}
