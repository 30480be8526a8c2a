package io.gatewright.k8s.lease;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes part in the election over one Lease for as long as it is open. Who cannot renew in time leads no more, and stands
 * again: nobody leads while the API server is away. On closing the lease is given back, so that another takes over at once.
 */
public final class Leadership implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Leadership.class.getName());
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Thread thread;
    private volatile boolean closed;
    private volatile String holder = "";
    private volatile boolean leading;
    private volatile @Nullable CompletableFuture<?> running;

    private Leadership(
            KubernetesClient client, String namespace, String name, String identity, Consumer<Boolean> leader) {
        this.thread = new Thread(
                () -> {
                    while (!closed) {
                        stand(client, namespace, name, identity, leader);
                    }
                },
                "gatewright-lease");
        this.thread.setDaemon(true);
    }

    /**
     * Stands for election.
     *
     * @param identity of this replica: what others read as the holder
     * @param leader told true when this replica begins to lead and false when it does not any more; must return soon
     */
    public static Leadership start(
            KubernetesClient client, String namespace, String name, String identity, Consumer<Boolean> leader) {
        Leadership leadership = new Leadership(client, namespace, name, identity, leader);
        leadership.thread.start();
        return leadership;
    }

    private void stand(
            KubernetesClient client, String namespace, String name, String identity, Consumer<Boolean> leader) {
        LeaderElector elector = client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(name)
                        .withLock(new LeaseLock(namespace, name, identity))
                        .withLeaseDuration(LEASE)
                        .withRenewDeadline(RENEW)
                        .withRetryPeriod(RETRY)
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(
                                new LeaderCallbacks(() -> lead(true, leader), () -> lead(false, leader), this::held))
                        .build())
                .build();
        CompletableFuture<?> run = elector.start();
        running = run;
        try {
            if (closed) {
                run.cancel(true);
            }
            run.get();
        } catch (InterruptedException e) {
            run.cancel(true);
        } catch (ExecutionException | java.util.concurrent.CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "election ended", e);
        }
        lead(false, leader);
        if (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void lead(boolean now, Consumer<Boolean> leader) {
        if (leading != now) {
            leading = now;
            LOG.log(System.Logger.Level.INFO, now ? "this replica leads" : "this replica does not lead any more");
            leader.accept(now);
        }
    }

    private void held(@Nullable String identity) {
        holder = identity == null ? "" : identity;
    }

    /** Whether this replica leads. */
    public boolean leading() {
        return leading;
    }

    /** The identity of the replica that leads as far as is known; empty if nobody does. */
    public String holder() {
        return holder;
    }

    /** Stands down and gives the lease back. Waits a few seconds at most. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<?> run = running;
        if (run != null) {
            run.cancel(true);
        }
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
