package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.Malformed;
import io.gatewright.runtime.codec.RequestStart;
import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.match.Authority;
import io.gatewright.semantics.match.Parsed;
import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.match.RequestTarget;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.util.List;

/** From the head on the wire to the head that decisions are made on: normalised once, or refused. */
sealed interface Intake {
    /**
     * Readable.
     *
     * @param client who asks: the peer, or whom trusted proxies name
     * @param head what is matched
     * @param out what will be sent on
     */
    record Taken(InetSocketAddress client, RequestHead head, OutgoingHead out) implements Intake {}

    /** Not acceptable. */
    record Refused(LocalReply reply) implements Intake {}

    /** Reads a head; the identity headers among its headers are replaced by ours. */
    static Intake of(RequestStart start, ClientSide side) {
        ConnectionInfo info = side.info;
        String method = start.method();
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return refused(ReplyReason.METHOD_NOT_SUPPORTED, "method " + method + " is not for gateways");
        }
        Parsed<RequestTarget> parsedTarget = RequestTarget.parse(method, start.target());
        RequestTarget target = parsedTarget.orNull();
        if (target == null) {
            return refused(ReplyReason.BAD_PATH, String.valueOf(parsedTarget.refusal()));
        }
        // RFC 9112, 3.2.2: an absolute target overrides Host
        String named = target.authority() != null ? target.authority() : start.authority();
        Parsed<Authority> parsedAuthority = Authority.parse(named == null ? "" : named);
        Authority authority = parsedAuthority.orNull();
        if (named == null || authority == null) {
            return refused(ReplyReason.BAD_HOST, String.valueOf(parsedAuthority.refusal()));
        }
        InetSocketAddress client = side.runtime.forwarded.apply(start.headers(), side.told, named);
        RequestHead head = new RequestHead(
                method,
                info.scheme(),
                authority.host(),
                named,
                target.path(),
                target.query(),
                new HeadView(start.headers(), named));
        OutgoingHead out = new OutgoingHead(
                method, info.scheme(), named, target.path(), target.query(), start.headers(), start.upgrade());
        return new Taken(client, head, out);
    }

    private static Refused refused(ReplyReason reason, String message) {
        return new Refused(LocalReply.of(reason, message));
    }

    /** Whether the client wants a gRPC answer even to a head that cannot be read. */
    static boolean grpc(RequestStart start) {
        String type = start.headers().get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.startsWith("application/grpc");
    }

    /** The answer to what is no request at all. */
    static LocalReply reply(Malformed why) {
        ReplyReason reason = switch (why) {
            case FRAMING -> ReplyReason.BAD_FRAMING;
            case FIRST_LINE, HEADER, VERSION -> ReplyReason.BAD_REQUEST;
            case HOST -> ReplyReason.BAD_HOST;
            case FIRST_LINE_TOO_LONG -> ReplyReason.URI_TOO_LONG;
            case HEADERS_TOO_LARGE -> ReplyReason.HEADERS_TOO_LARGE;
            case EXPECTATION -> ReplyReason.EXPECTATION_FAILED;
            case SLOW_HEAD -> ReplyReason.CLIENT_TIMEOUT;
        };
        return new LocalReply(reason, why.status(), List.of(), why.message());
    }
}
