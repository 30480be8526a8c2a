package io.gatewright.runtime.http;

import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.semantics.pick.SessionToken;
import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import io.gatewright.semantics.plan.RulePlan.Session;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Session persistence (GEP-1619) on the wire: reads the token of a request, puts one on a response. */
final class Sessions {
    private final byte[] key;
    private final InstantSource clock;

    Sessions(RuntimeSettings settings) {
        byte[] given = settings.sessionKey().bytes();
        if (given.length == 0) {
            given = new byte[32];
            new SecureRandom().nextBytes(given);
        }
        key = given;
        clock = settings.clock();
    }

    /** The valid token that a request carries. */
    @Nullable
    SessionToken read(Session session, Cluster cluster, HttpHeaders request) {
        String text = session.cookie() ? cookie(request, session.name()) : request.get(session.name());
        return text == null
                ? null
                : SessionToken.decode(text, key, cluster.key(), clock.instant(), session.absoluteTimeout())
                        .orElse(null);
    }

    private static @Nullable String cookie(HttpHeaders request, String name) {
        for (String line : request.getAll(HttpHeaderNames.COOKIE)) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
                    return pair.substring(equals + 1).trim();
                }
            }
        }
        return null;
    }

    /** The position of the token's endpoint, or -1 if it is gone. */
    static int find(SessionToken token, List<Endpoint> endpoints) {
        for (int i = 0; i < endpoints.size(); i++) {
            if (identity(endpoints.get(i)).equals(token.endpoint())) {
                return i;
            }
        }
        return -1;
    }

    static String identity(Endpoint endpoint) {
        return endpoint.host() + ':' + endpoint.port();
    }

    /** Gives the client a token unless it has the right one already. */
    void write(
            Session session,
            Cluster cluster,
            Endpoint endpoint,
            @Nullable SessionToken had,
            boolean secure,
            HttpHeaders response) {
        if (had != null && had.endpoint().equals(identity(endpoint))) {
            return;
        }
        Instant now = clock.instant();
        String value = new SessionToken(identity(endpoint), now).encode(key, cluster.key());
        if (!session.cookie()) {
            response.set(session.name(), value);
            return;
        }
        StringBuilder cookie = new StringBuilder(session.name())
                .append('=')
                .append(value)
                .append("; Path=")
                .append(session.path().isEmpty() ? "/" : session.path())
                .append("; HttpOnly");
        if (session.permanent()) {
            long seconds =
                    session.absoluteTimeout().orElse(Duration.ofDays(365)).toSeconds();
            cookie.append("; Max-Age=").append(seconds);
        }
        if (secure) {
            cookie.append("; Secure");
        }
        response.add(HttpHeaderNames.SET_COOKIE, cookie.toString());
    }
}
