package io.gatewright.runtime.upstream;

import io.gatewright.runtime.observe.ClusterMeters;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.tls.BackendTls;
import io.gatewright.semantics.pick.Balancer;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One cluster of one snapshot as one event loop sees it. Positions are those of its endpoints, for as long as an exchange
 * keeps it; the pools behind them are shared by the cluster's versions and reused from snapshot to snapshot.
 */
public final class ClusterPools {
    private final EventLoop loop;
    private final Connector connector;
    private final ClusterMeters meters;
    private final Map<Key, EndpointPool> pools;
    private final Cluster cluster;
    private final @Nullable EndpointPool[] byIndex;
    private @Nullable RetryBudget budget;
    private @Nullable BitSet tried;
    private long now;

    ClusterPools(EventLoop loop, Connector connector, ClusterMeters meters, Cluster cluster) {
        this(loop, connector, meters, cluster, new HashMap<>());
    }

    private ClusterPools(
            EventLoop loop, Connector connector, ClusterMeters meters, Cluster cluster, Map<Key, EndpointPool> pools) {
        this.loop = loop;
        this.connector = connector;
        this.meters = meters;
        this.cluster = cluster;
        this.pools = pools;
        byIndex = new EndpointPool[cluster.endpoints().size()];
    }

    /** Protocol and TLS identity are part of the key: a connection made under other rules is never used again. */
    private record Key(
            String host, int port, boolean http2, @Nullable BackendTls tls) {
        static Key of(Cluster cluster, Endpoint endpoint) {
            return new Key(endpoint.host(), endpoint.port(), Key.http2(cluster), cluster.tls());
        }

        static boolean http2(Cluster cluster) {
            return cluster.plan().protocol() == ClusterPlan.Protocol.HTTP2;
        }
    }

    /** The same pools for another version of the cluster. Exchanges that hold this one are not disturbed. */
    ClusterPools at(Cluster wanted, @Nullable RetryBudget shared) {
        ClusterPools view = wanted == cluster ? this : new ClusterPools(loop, connector, meters, wanted, pools);
        view.budget = shared;
        return view;
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

    /** {@code host:port} of an endpoint, as records show it. */
    public String address(int index) {
        return pool(index).address();
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
        if ((pool == null || pool.retired()) && !pools.isEmpty()) {
            pool = pools.get(Key.of(cluster, cluster.endpoints().get(index)));
            byIndex[index] = pool;
        }
        return pool;
    }

    private EndpointPool pool(int index) {
        EndpointPool pool = existing(index);
        if (pool == null || pool.retired()) {
            // a retired one belongs to no map any more: an exchange that still wants the endpoint begins another
            Endpoint endpoint = cluster.endpoints().get(index);
            pool = new EndpointPool(loop, connector, endpoint, cluster.tls(), Key.http2(cluster), meters);
            pools.put(Key.of(cluster, endpoint), pool);
            byIndex[index] = pool;
        }
        return pool;
    }

    /** Lets go of endpoints that {@code newest} does not have; all of them if it is null. */
    void prune(@Nullable Cluster newest) {
        Set<Key> wanted = new HashSet<>();
        if (newest != null) {
            newest.endpoints().forEach(endpoint -> wanted.add(Key.of(newest, endpoint)));
        }
        List<EndpointPool> unwanted = new ArrayList<>();
        pools.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                unwanted.add(entry.getValue());
            }
            return gone;
        });
        // after the walk: whom they tell may come back for another pool
        unwanted.forEach(EndpointPool::retire);
    }
}
