package io.gatewright.semantics.decide;

import io.gatewright.semantics.plan.FilterPlan.Header;
import java.util.List;

/**
 * An answer made by the gateway itself.
 *
 * @param reason why
 * @param status HTTP status; a gRPC client gets {@link #grpcStatus()} in trailers instead, except for redirects
 * @param headers besides those that every answer has
 * @param message one sentence for the records and for a trace; it may name objects of the configuration, so whether the
 *     client gets to read it is up to the data plane
 */
public record LocalReply(ReplyReason reason, int status, List<Header> headers, String message) {
    public LocalReply {
        headers = List.copyOf(headers);
    }

    /** The usual answer for a reason. */
    public static LocalReply of(ReplyReason reason, String message) {
        return new LocalReply(reason, reason.status(), List.of(), message);
    }

    /** Status for gRPC clients. */
    public int grpcStatus() {
        return reason.grpcStatus();
    }
}
