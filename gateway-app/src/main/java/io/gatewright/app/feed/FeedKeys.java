package io.gatewright.app.feed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the replicas of a controller keep together about the feed: the certificate authority that signs now, the one that will
 * sign next (already trusted by proxies, so that the change breaks no connection), the one that signed before, and the key
 * from which session keys of Gateways are derived. Immutable.
 */
public final class FeedKeys {
    /** How long an authority is trusted before it signs: longer than it takes a ConfigMap to reach every proxy. */
    static final Duration SPREAD = Duration.ofHours(24);

    private static final Duration RENEW_BEFORE_END = Duration.ofDays(120);
    private static final String CURRENT = "ca";
    private static final String NEXT = "next";
    private static final String PREVIOUS = "previous";
    private static final String SESSION_KEY = "session.key";
    private static final int SESSION_KEY_BYTES = 32;

    private final PemPair current;
    private final Optional<PemPair> next;
    private final Optional<String> previous;
    private final byte[] sessionKey;

    private FeedKeys(PemPair current, Optional<PemPair> next, Optional<String> previous, byte[] sessionKey) {
        this.current = current;
        this.next = next;
        this.previous = previous;
        this.sessionKey = sessionKey;
    }

    /** New keys. */
    public static FeedKeys create(Instant now, SecureRandom chance) {
        byte[] key = new byte[SESSION_KEY_BYTES];
        chance.nextBytes(key);
        return new FeedKeys(new FeedAuthority(chance).authority(now), Optional.empty(), Optional.empty(), key);
    }

    /**
     * Keys as they were kept.
     *
     * @throws IllegalArgumentException if something is missing or broken: what it is, not its content
     */
    public static FeedKeys of(Map<String, String> kept) {
        PemPair current = pair(kept, CURRENT).orElseThrow(() -> new IllegalArgumentException("`ca.crt` is missing"));
        current.certificate();
        current.key();
        Optional<PemPair> next = pair(kept, NEXT);
        next.ifPresent(pair -> {
            pair.certificate();
            pair.key();
        });
        String key = Optional.ofNullable(kept.get(SESSION_KEY))
                .orElseThrow(() -> new IllegalArgumentException("`" + SESSION_KEY + "` is missing"));
        return new FeedKeys(
                current,
                next,
                Optional.ofNullable(kept.get(PREVIOUS + ".crt")),
                Base64.getDecoder().decode(key.strip()));
    }

    private static Optional<PemPair> pair(Map<String, String> kept, String name) {
        String certificate = kept.get(name + ".crt");
        String key = kept.get(name + ".key");
        return certificate == null || key == null ? Optional.empty() : Optional.of(new PemPair(certificate, key));
    }

    /** As {@link #of} reads it. */
    public Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        texts.put(CURRENT + ".crt", current.certificatePem());
        texts.put(CURRENT + ".key", current.keyPem());
        next.ifPresent(pair -> {
            texts.put(NEXT + ".crt", pair.certificatePem());
            texts.put(NEXT + ".key", pair.keyPem());
        });
        previous.ifPresent(certificate -> texts.put(PREVIOUS + ".crt", certificate));
        texts.put(SESSION_KEY, Base64.getEncoder().encodeToString(sessionKey));
        return texts;
    }

    /** All authorities that proxies should trust, in PEM. */
    public String bundle() {
        StringBuilder bundle = new StringBuilder(current.certificatePem());
        next.ifPresent(pair -> bundle.append(pair.certificatePem()));
        previous.ifPresent(bundle::append);
        return bundle.toString();
    }

    /**
     * What should be kept from now on; nothing if all is well. A new authority is prepared a third of a life before the end
     * of the current one, and signs a day later.
     */
    public Optional<FeedKeys> renewed(Instant now, SecureRandom chance) {
        if (next.isEmpty()) {
            Instant end = current.certificate().getNotAfter().toInstant();
            return now.isAfter(end.minus(RENEW_BEFORE_END))
                    ? Optional.of(new FeedKeys(
                            current, Optional.of(new FeedAuthority(chance).authority(now)), previous, sessionKey))
                    : Optional.empty();
        }
        Instant since = next.get().certificate().getNotBefore().toInstant();
        return now.isAfter(since.plus(SPREAD))
                ? Optional.of(
                        new FeedKeys(next.get(), Optional.empty(), Optional.of(current.certificatePem()), sessionKey))
                : Optional.empty();
    }

    /** A certificate for a server of these names, with its key, good for a week. */
    public ServerIdentity server(List<String> names, Instant now, SecureRandom chance) {
        PemPair pair = new FeedAuthority(chance).server(current, names, now);
        return new ServerIdentity(pair.key(), pair.certificate());
    }

    /** By which the session tokens of a Gateway's proxies are authenticated. */
    public byte[] sessionKey(String gateway) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(sessionKey, "HmacSHA256"));
            return mac.doFinal(gateway.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "FeedKeys[redacted]";
    }
}
