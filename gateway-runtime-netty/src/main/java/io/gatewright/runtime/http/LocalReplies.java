package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.Messages;
import io.gatewright.runtime.codec.ResponseStart;
import io.gatewright.runtime.codec.ServerStream;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.plan.FilterPlan.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Writes the answers that the gateway makes itself. */
final class LocalReplies {
    private final Optional<String> reasonHeader;
    private final HttpDate date;

    LocalReplies(Optional<String> reasonHeader, HttpDate date) {
        this.reasonHeader = reasonHeader;
        this.date = date;
    }

    /**
     * What to write.
     *
     * @param grpcStatus -1 if the client does not speak gRPC
     * @param body may be empty
     */
    record Written(int status, int grpcStatus, int bytes) {}

    /**
     * Sends an answer and ends the response.
     *
     * @param grpc the client speaks gRPC: it gets a status in trailers only (which is one header block) with HTTP status 200,
     *     except for redirects
     * @param toHead the request was HEAD
     * @param given a body instead of the usual line of text; released or sent here. Empty: the usual one
     */
    Written send(
            ServerStream client, LocalReply reply, ResponseEdits edits, boolean grpc, boolean toHead, ByteBuf given) {
        HttpHeaders headers = Messages.headers();
        boolean asGrpc = grpc && reply.status() / 100 != 3;
        headers.set(HttpHeaderNames.DATE, date.now());
        for (Header header : reply.headers()) {
            headers.add(header.name(), header.value());
        }
        reasonHeader.ifPresent(name -> headers.set(name, reply.reason().code()));
        edits.applyToLocalReply(new HeaderView(headers));
        if (asGrpc) {
            given.release();
            headers.set(HttpHeaderNames.CONTENT_TYPE, "application/grpc");
            headers.set("grpc-status", Integer.toString(reply.grpcStatus()));
            headers.set("grpc-message", grpcMessage(reply));
            client.respond(new ResponseStart(200, headers), true);
            client.flush();
            return new Written(200, reply.grpcStatus(), 0);
        }
        ByteBuf body = given.isReadable() ? given : ByteBufUtil.writeAscii(client.alloc(), text(reply));
        if (body != given) {
            given.release();
            headers.set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        }
        int bytes = body.readableBytes();
        if (reply.status() == 204 || bytes == 0) {
            body.release();
            headers.remove(HttpHeaderNames.CONTENT_TYPE);
            client.respond(new ResponseStart(reply.status(), headers), true);
            client.flush();
            return new Written(reply.status(), -1, 0);
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes));
        try {
            client.respond(new ResponseStart(reply.status(), headers), toHead);
        } catch (IllegalArgumentException e) {
            body.release();
            throw e;
        }
        if (toHead) {
            body.release();
        } else {
            client.data(body, true);
        }
        client.flush();
        return new Written(reply.status(), -1, toHead ? 0 : bytes);
    }

    /** What the client reads: the reason only where it is shown anyway, the configuration's names never. */
    private String text(LocalReply reply) {
        if (reply.status() / 100 == 3) {
            return "";
        }
        String phrase =
                HttpResponseStatus.valueOf(reply.status()).reasonPhrase().toLowerCase(Locale.ROOT);
        return reasonHeader.isPresent() ? phrase + ": " + reply.reason().code() + "\n" : phrase + "\n";
    }

    /** The gRPC protocol escapes everything but visible ASCII, and the percent sign. */
    private static String grpcMessage(LocalReply reply) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : reply.reason().code().replace('_', ' ').getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0x20 && b < 0x7f && b != '%') {
                escaped.append((char) b);
            } else {
                escaped.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return escaped.toString();
    }
}
