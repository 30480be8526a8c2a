package io.gatewright.semantics.pick;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The value of a session cookie or session header (GEP-1619): which endpoint a client belongs to, and since when. It is
 * authenticated (HMAC-SHA-256), because a client must not choose an endpoint; it is not encrypted. The value holds its own
 * issue time, since a cookie of type {@code Session} has no expiry that the gateway could trust.
 *
 * @param endpoint the endpoint's identity, {@code host:port}
 * @param issued when the session began, to the second; kept when the value is renewed
 */
public record SessionToken(String endpoint, Instant issued) {
    private static final byte VERSION = 1;
    private static final int MAC_BYTES = 16;
    private static final int HEAD_BYTES = 1 + Long.BYTES;
    private static final int LONGEST = 1024;

    public SessionToken {
        issued = Instant.ofEpochSecond(issued.getEpochSecond());
    }

    /**
     * The value to hand to the client: base64url without padding, safe in a cookie.
     *
     * @param key secret bytes, at least one; the same on all replicas
     * @param scope what the session belongs to, a cluster key for instance: a value is worth nothing elsewhere
     */
    public String encode(byte[] key, String scope) {
        byte[] name = endpoint.getBytes(StandardCharsets.UTF_8);
        byte[] signed = ByteBuffer.allocate(HEAD_BYTES + name.length)
                .put(VERSION)
                .putLong(issued.getEpochSecond())
                .put(name)
                .array();
        byte[] whole = Arrays.copyOf(signed, signed.length + MAC_BYTES);
        System.arraycopy(mac(key, scope, signed), 0, whole, signed.length, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /**
     * Reads a value that a client sent back. Empty if it is none of ours, was made with another key or for another scope,
     * or is too old; the client then simply starts a new session. Never throws for any text.
     *
     * @param absoluteTimeout the age at which a session ends; absent: never
     */
    public static Optional<SessionToken> decode(
            String text, byte[] key, String scope, Instant now, Optional<Duration> absoluteTimeout) {
        byte[] whole = bytes(text);
        if (whole.length <= HEAD_BYTES + MAC_BYTES || whole[0] != VERSION) {
            return Optional.empty();
        }
        byte[] signed = Arrays.copyOf(whole, whole.length - MAC_BYTES);
        byte[] theirs = Arrays.copyOfRange(whole, signed.length, whole.length);
        if (!MessageDigest.isEqual(theirs, Arrays.copyOf(mac(key, scope, signed), MAC_BYTES))) {
            return Optional.empty();
        }
        Instant issued =
                Instant.ofEpochSecond(ByteBuffer.wrap(signed, 1, Long.BYTES).getLong());
        if (absoluteTimeout.isPresent() && Duration.between(issued, now).compareTo(absoluteTimeout.get()) >= 0) {
            return Optional.empty();
        }
        String endpoint = new String(signed, HEAD_BYTES, signed.length - HEAD_BYTES, StandardCharsets.UTF_8);
        return Optional.of(new SessionToken(endpoint, issued));
    }

    private static byte[] bytes(String text) {
        if (text.length() > LONGEST) {
            return new byte[0];
        }
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static byte[] mac(byte[] key, String scope, byte[] signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(scope.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(signed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", impossible);
        }
    }
}
