package io.gatewright.runtime.stream;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.observe.AccessRecord;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.RulePlan;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Collects what is told of a relayed connection when it is over. One connection, one thread. */
final class RelayRecord {
    private final ConnectionInfo info;
    private final ListenerKey listener;
    private final @Nullable String serverName;
    private final Destination destination;
    private final long version;
    private final long begun = System.nanoTime();
    private @Nullable String endpoint;
    private int tries;
    private long connected = -1;

    RelayRecord(ConnectionInfo info, ListenerKey listener, @Nullable String serverName, Destination destination) {
        this.info = info;
        this.listener = listener;
        this.serverName = serverName;
        this.destination = destination;
        this.version = info.snapshots().read().version();
    }

    ObjectRef gateway() {
        return info.gateway();
    }

    void trying(String address) {
        endpoint = address;
        tries++;
    }

    void connected() {
        connected = System.nanoTime() - begun;
    }

    /** @param reason null if both sides ended in good order */
    void finish(RuntimeSettings settings, Meters meters, @Nullable String reason, long in, long out) {
        long total = System.nanoTime() - begun;
        ConnectionInfo.Tls tls = info.tls();
        X509Certificate certificate = tls == null ? null : tls.certificate();
        RulePlan rule = destination.rule();
        ObjectRef route = rule == null ? null : rule.route();
        AccessRecord record = new AccessRecord(
                start(settings, total),
                new AccessRecord.Place(
                        info.gateway(),
                        info.port(),
                        version,
                        listener,
                        route,
                        rule == null ? -1 : rule.index(),
                        rule == null ? null : rule.name().orElse(null),
                        backend(),
                        endpoint),
                new AccessRecord.Client(
                        info.client(),
                        null,
                        serverName,
                        tls == null ? null : tls.version(),
                        certificate == null
                                ? null
                                : certificate.getSubjectX500Principal().getName()),
                null,
                new AccessRecord.Reply(0, -1, reason, in, out),
                new AccessRecord.Timing(total, -1, connected, tries));
        meters.exchangeFinished(record);
        settings.accessLog().record(record);
    }

    private static Instant start(RuntimeSettings settings, long total) {
        return settings.clock().instant().minusNanos(total);
    }

    private @Nullable String backend() {
        if (destination instanceof Destination.To to) {
            return to.cluster().key();
        }
        return destination instanceof Destination.Nowhere nowhere ? nowhere.backend() : null;
    }
}
