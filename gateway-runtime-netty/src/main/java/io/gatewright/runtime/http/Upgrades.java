package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.RequestStart;
import io.gatewright.runtime.codec.ResponseStart;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket across protocols (RFC 6455, RFC 8441): the key and its acceptance exist in HTTP/1.1 only, so the gateway
 * makes or judges them where the two sides differ.
 */
final class Upgrades {
    private static final String KEY = "sec-websocket-key";
    private static final String ACCEPT = "sec-websocket-accept";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Upgrades() {}

    static boolean webSocket(RequestStart start) {
        return "websocket".equals(start.upgrade());
    }

    /** Puts a key on a request that has none; returns the key that the backend must accept. */
    static String key(HttpHeaders request, RandomGenerator random) {
        String key = request.get(KEY);
        if (key == null) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            key = Base64.getEncoder().encodeToString(bytes);
            request.set(KEY, key);
        }
        return key;
    }

    /** Fits the backend's acceptance to the client; false if it does not accept what it was sent. */
    static boolean accepted(ResponseStart response, @Nullable String key, boolean clientHttp2, boolean backendHttp2) {
        HttpHeaders headers = response.headers();
        if (key == null) {
            return true;
        }
        String expected = accept(key);
        String given = headers.get(ACCEPT);
        if (!backendHttp2 && !Objects.equals(expected, given)) {
            return false;
        }
        if (clientHttp2) {
            headers.remove(ACCEPT);
        } else {
            headers.set(ACCEPT, expected);
        }
        return true;
    }

    static void dropKey(HttpHeaders request) {
        request.remove(KEY);
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-1 is part of every Java platform", impossible);
        }
    }
}
