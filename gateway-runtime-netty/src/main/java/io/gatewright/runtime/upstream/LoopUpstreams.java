package io.gatewright.runtime.upstream;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.runtime.snapshot.Snapshot;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** The backends of one gateway as one event loop knows them. Only for that loop's thread. */
public final class LoopUpstreams {
    private final Upstreams upstreams;
    private final ObjectRef gateway;
    private final EventLoop loop;
    private final Map<String, ClusterPools> clusters = new HashMap<>();
    private long version = -1;
    private Map<String, Cluster> known = Map.of();

    LoopUpstreams(Upstreams upstreams, ObjectRef gateway, EventLoop loop) {
        this.upstreams = upstreams;
        this.gateway = gateway;
        this.loop = loop;
    }

    public EventLoop loop() {
        return loop;
    }

    /** An exchange begins under this snapshot: connections that only older ones wanted are let go. */
    public void seen(Snapshot snapshot) {
        if (snapshot.version() > version) {
            version = snapshot.version();
            prune(snapshot);
        }
    }

    private void prune(Snapshot snapshot) {
        Map<String, Cluster> next = new HashMap<>();
        Iterator<Map.Entry<String, ClusterPools>> entries = clusters.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, ClusterPools> entry = entries.next();
            Cluster cluster = snapshot.cluster(entry.getKey());
            if (cluster == null) {
                entry.getValue().prune(null);
                entries.remove();
            } else {
                if (cluster != known.get(entry.getKey())) {
                    entry.getValue().prune(cluster);
                }
                next.put(entry.getKey(), cluster);
            }
        }
        known = next;
    }

    /** The pools of a cluster. */
    public ClusterPools pools(Cluster cluster) {
        ClusterPools pools = clusters.get(cluster.key());
        if (pools == null) {
            pools = new ClusterPools(
                    loop, upstreams.connector(), upstreams.meters().cluster(gateway, cluster.key()), cluster);
            clusters.put(cluster.key(), pools);
        }
        ClusterPools view = pools.at(cluster, upstreams.budget(gateway, cluster));
        if (view != pools) {
            clusters.put(cluster.key(), view);
        }
        return view;
    }

    void close() {
        clusters.values().forEach(pools -> pools.prune(null));
        clusters.clear();
    }
}
