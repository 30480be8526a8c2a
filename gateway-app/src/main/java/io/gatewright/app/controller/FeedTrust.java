package io.gatewright.app.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gatewright.app.feed.FeedKeys;
import io.gatewright.app.feed.ServerIdentity;
import io.gatewright.k8s.identity.KeptSecret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The keys of the feed in this replica: read from the controller's Secret (made by whichever replica comes first), looked at
 * again from time to time, renewed by the leader, and the certificate that this replica shows.
 */
final class FeedTrust implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FeedTrust.class.getName());
    private static final String SECRET = "gatewright-feed-ca";
    private static final Duration LOOK_EVERY = Duration.ofMinutes(10);
    private static final Duration RENEW_SERVER_BEFORE_END = Duration.ofDays(3);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KeptSecret secret;
    private final List<String> names;
    private final InstantSource clock;
    private final Runnable changed;
    private final SecureRandom chance = new SecureRandom();
    private final ScheduledExecutorService thread;
    private volatile FeedKeys keys;
    private final ServerIdentity.Newest identity;
    private volatile boolean leading;

    private FeedTrust(KeptSecret secret, FeedKeys keys, List<String> names, InstantSource clock, Runnable changed) {
        this.secret = secret;
        this.keys = keys;
        this.names = List.copyOf(names);
        this.clock = clock;
        this.changed = changed;
        this.identity = new ServerIdentity.Newest(keys.server(names, clock.instant(), chance));
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "gatewright-trust");
            made.setDaemon(true);
            return made;
        });
        thread.scheduleWithFixedDelay(this::look, LOOK_EVERY.toSeconds(), LOOK_EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Reads or makes the keys. Blocks until the API server can be asked.
     *
     * @param names of the feed's server
     * @param changed told when proxies should be given another bundle
     */
    static FeedTrust open(
            KubernetesClient client, String namespace, List<String> names, InstantSource clock, Runnable changed) {
        KeptSecret secret = new KeptSecret(client, namespace, SECRET);
        SecureRandom chance = new SecureRandom();
        boolean told = false;
        while (true) {
            try {
                Optional<KeptSecret.Content> kept = secret.read();
                if (kept.isPresent()) {
                    return new FeedTrust(secret, FeedKeys.of(kept.get().texts()), names, clock, changed);
                }
                secret.create(FeedKeys.create(clock.instant(), chance).texts());
            } catch (KubernetesClientException e) {
                if (!told) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "Secret `" + namespace + "/" + SECRET + "` cannot be read or made, trying again: "
                                    + e.getMessage());
                    told = true;
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while waiting for the API server", interrupted);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        "Secret `" + namespace + "/" + SECRET + "` is damaged: " + e.getMessage()
                                + ": delete it, and restart the controller to have a new one made",
                        e);
            }
        }
    }

    FeedKeys keys() {
        return keys;
    }

    ServerIdentity.Newest identity() {
        return identity;
    }

    void lead(boolean leader) {
        leading = leader;
    }

    private void look() {
        try {
            Optional<KeptSecret.Content> kept = secret.read();
            if (kept.isEmpty()) {
                return; // deleted: the next start makes another one, this process goes on with what it has
            }
            FeedKeys now = FeedKeys.of(kept.get().texts());
            Instant time = clock.instant();
            if (leading) {
                Optional<FeedKeys> renewed = now.renewed(time, chance);
                if (renewed.isPresent()
                        && secret.replace(kept.get().version(), renewed.get().texts())) {
                    now = renewed.get();
                }
            }
            boolean other = !now.texts().equals(keys.texts());
            Instant end = identity.identity().certificate().getNotAfter().toInstant();
            keys = now;
            if (other || time.isAfter(end.minus(RENEW_SERVER_BEFORE_END))) {
                identity.replace(now.server(names, time, chance));
            }
            if (other) {
                changed.run();
            }
        } catch (RuntimeException e) {
            // whatever it is, the next look must come
            LOG.log(System.Logger.Level.WARNING, "the keys of the feed could not be looked at: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
