package io.gatewright.semantics.lower;

import io.gatewright.model.name.GatewayDuration;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.CookieConfig;
import io.gatewright.model.route.HeaderConfig;
import io.gatewright.model.route.SessionPersistence;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.plan.RulePlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Lowers {@code sessionPersistence} (GEP-1619). */
final class Sessions {
    private Sessions() {}

    static Optional<RulePlan.Session> lower(
            RuleScope scope, ObjectRef route, int rule, Optional<SessionPersistence> declared) {
        if (declared.isEmpty()) {
            return Optional.empty();
        }
        SessionPersistence session = declared.get();
        Optional<Duration> absolute = session.absoluteTimeout().map(GatewayDuration::duration);
        switch (session.type()) {
            case SessionPersistence.COOKIE:
                Optional<CookieConfig> cookie = session.cookie();
                boolean permanent = cookie.filter(
                                config -> config.lifetimeType().equals(CookieConfig.PERMANENT))
                        .isPresent();
                if (permanent && absolute.isEmpty()) {
                    scope.find(
                            ".sessionPersistence.absoluteTimeout",
                            Reason.UNSUPPORTED_VALUE,
                            "a `Permanent` cookie needs an `absoluteTimeout`");
                    return Optional.empty();
                }
                return Optional.of(new RulePlan.Session(
                        true,
                        cookie.flatMap(CookieConfig::name).orElseGet(() -> defaultName(route, rule)),
                        cookie.map(CookieConfig::path).orElse("/"),
                        permanent,
                        absolute));
            case SessionPersistence.HEADER:
                Optional<String> name = session.header().map(HeaderConfig::name);
                if (name.isEmpty()) {
                    scope.find(
                            ".sessionPersistence.header",
                            Reason.UNSUPPORTED_VALUE,
                            "type `Header` lacks the field `header`");
                    return Optional.empty();
                }
                return Optional.of(
                        new RulePlan.Session(false, name.get().toLowerCase(Locale.ROOT), "/", false, absolute));
            default:
                scope.find(
                        ".sessionPersistence.type",
                        Reason.UNSUPPORTED_VALUE,
                        "session persistence `" + session.type() + "` is not supported: expected Cookie or Header");
                return Optional.empty();
        }
    }

    /** Stable across restarts and replicas, distinct per rule, and without telling names to clients. */
    private static String defaultName(ObjectRef route, int rule) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((route.kind() + "/" + route.namespacedName() + "/" + rule)
                            .getBytes(StandardCharsets.UTF_8));
            return "gw-session-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
