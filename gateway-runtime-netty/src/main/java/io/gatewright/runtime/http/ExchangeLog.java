package io.gatewright.runtime.http;

import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.codec.RequestStart;
import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.observe.AccessRecord;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.match.Match;
import io.gatewright.semantics.match.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is noted of an exchange while it runs, and the record made of it at its end. */
final class ExchangeLog {
    private final RuntimeSettings settings;
    private final Meters meters;
    private final ConnectionInfo info;
    private final Instant start;
    private final long startNanos = System.nanoTime();
    private long now = startNanos;
    private @Nullable RequestStart request;
    private @Nullable RequestHead head;
    private @Nullable String protocol;
    private @Nullable Match match;
    private io.gatewright.semantics.listener.@Nullable ListenerKey listener;
    private @Nullable String requestId;
    private @Nullable String userAgent;
    private @Nullable String traceParent;
    private InetSocketAddress client;
    long version;

    @Nullable
    String backend;

    @Nullable
    String endpoint;

    int status;
    int grpcStatus = -1;
    long bytesOut;
    int tries;
    private long firstByte = -1;
    private long firstTry = -1;
    private long backendHead = -1;

    ExchangeLog(RuntimeSettings settings, Meters meters, ConnectionInfo info) {
        this.settings = settings;
        this.meters = meters;
        this.info = info;
        start = settings.clock().instant();
        client = info.client();
        meters.exchangeStarted();
    }

    /** Nanoseconds since the request head was there. */
    long elapsed() {
        now = System.nanoTime();
        return now - startNanos;
    }

    /** The time, as it was read last: to ask the clock for each thing that happens at once would cost more than the thing. */
    long now() {
        return now;
    }

    void request(RequestStart given, String spoken) {
        request = given;
        protocol = spoken;
        requestId = given.headers().get("x-request-id");
        userAgent = given.headers().get(HttpHeaderNames.USER_AGENT);
        traceParent = given.headers().get("traceparent");
    }

    void client(InetSocketAddress address) {
        client = address;
    }

    void head(RequestHead parsed) {
        head = parsed;
    }

    void listener(io.gatewright.semantics.listener.@Nullable ListenerKey key) {
        listener = key;
    }

    /** Null leaves what is known: a reply without a rule. */
    void match(@Nullable Match found) {
        if (found != null) {
            match = found;
            listener = found.listener();
        }
    }

    void tryBegins(String address) {
        tries++;
        endpoint = address;
        if (firstTry < 0) {
            firstTry = elapsed();
        }
    }

    void backendAnswered() {
        backendHead = elapsed() - firstTry;
    }

    void responds(int withStatus) {
        status = withStatus;
        firstByte = backendHead < 0 ? elapsed() : now - startNanos;
    }

    /** Makes the record, counts it, hands it to the log. */
    void finish(@Nullable ReplyReason reason, long bytesIn) {
        AccessRecord made = new AccessRecord(
                start,
                place(),
                who(),
                asked(),
                new AccessRecord.Reply(status, grpcStatus, reason == null ? null : reason.code(), bytesIn, bytesOut),
                new AccessRecord.Timing(elapsed(), firstByte, backendHead, tries));
        meters.exchangeFinished(made);
        settings.accessLog().record(made);
    }

    private AccessRecord.Place place() {
        Match found = match;
        return new AccessRecord.Place(
                info.gateway(),
                info.port(),
                version,
                listener,
                found == null ? null : found.route().route(),
                found == null ? -1 : found.rule().index(),
                found == null ? null : found.rule().name().orElse(null),
                backend,
                endpoint);
    }

    private AccessRecord.Client who() {
        ConnectionInfo.Tls tls = info.tls();
        String subject = tls == null || tls.certificate() == null
                ? null
                : tls.certificate().getSubjectX500Principal().getName();
        return new AccessRecord.Client(
                client,
                client.equals(info.client()) ? null : info.client(),
                info.sni(),
                tls == null ? null : tls.version(),
                subject);
    }

    private AccessRecord.@Nullable Request asked() {
        RequestStart given = request;
        if (given == null || protocol == null) {
            return null;
        }
        String target = given.target();
        int mark = target.indexOf('?');
        RequestHead parsed = head;
        String path = parsed != null ? parsed.path() : mark < 0 ? target : target.substring(0, mark);
        String query = parsed != null ? parsed.query() : mark < 0 ? null : target.substring(mark + 1);
        return new AccessRecord.Request(
                protocol,
                given.method(),
                info.scheme(),
                given.authority(),
                path,
                settings.logQuery() ? query : null,
                userAgent,
                requestId,
                traceParent);
    }
}
