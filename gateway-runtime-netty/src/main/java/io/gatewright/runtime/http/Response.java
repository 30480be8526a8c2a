package io.gatewright.runtime.http;

import io.gatewright.runtime.codec.Abort;
import io.gatewright.runtime.codec.ResponseStart;
import io.gatewright.runtime.codec.ServerStream;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.edit.ResponseEdits;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** What the client of one exchange gets, and the notes taken of it. */
final class Response {
    private final HttpRuntime runtime;
    private final ServerStream client;
    private final ExchangeLog log;
    private ResponseEdits edits = ResponseEdits.NONE;
    private boolean grpc;
    private boolean toHead;
    private boolean begun;
    private boolean tunnel;

    Response(HttpRuntime runtime, ServerStream client, ExchangeLog log) {
        this.runtime = runtime;
        this.client = client;
        this.log = log;
    }

    /** What the request says about its answer. */
    void to(String method, boolean speaksGrpc) {
        toHead = method.equals("HEAD");
        grpc = speaksGrpc;
    }

    /** What the rule wants changed. */
    void edits(ResponseEdits wanted) {
        edits = wanted;
    }

    /** A head was sent: only its completion, or a reset, can follow. */
    boolean begun() {
        return begun;
    }

    /** The head was 101: the body is a tunnel. */
    boolean tunnel() {
        return tunnel;
    }

    /** Answers without a backend; once a head was sent, breaks off instead. */
    void reply(LocalReply reply, ByteBuf text) {
        if (begun) {
            text.release();
            client.abort(Abort.INTERNAL);
            return;
        }
        begun = true;
        try {
            LocalReplies.Written written = runtime.replies.send(client, reply, edits, grpc, toHead, text);
            log.responds(written.status());
            log.grpcStatus = written.grpcStatus();
            log.bytesOut = written.bytes();
        } catch (IllegalArgumentException e) {
            // a header of the reply, configured or given by a filter, must not go out
            client.abort(Abort.INTERNAL);
        }
    }

    void inform(ResponseStart start) {
        // a hint for a client that does not even take the answers before it can be spared
        if (start.status() != 100 && client.writable()) {
            start.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
            client.inform(start);
            client.flush();
        }
    }

    /**
     * Sends the backend's head.
     *
     * @throws IllegalArgumentException if an edit made it something that must not be sent; nothing was sent then
     */
    void head(ResponseStart start, boolean last) {
        HttpHeaders headers = start.headers();
        String reason = runtime.settings.reasonHeader().orElse(null);
        if (reason != null) {
            headers.remove(reason);
        }
        if (edits != ResponseEdits.NONE) {
            edits.apply(new HeaderView(headers));
        }
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, runtime.date.now());
        }
        client.respond(start, last);
        begun = true;
        tunnel = start.switching();
        log.responds(start.status());
        noteGrpc(headers);
        if (last || tunnel) {
            client.flush();
        }
    }

    private void noteGrpc(HttpHeaders headers) {
        String text = grpc ? headers.get("grpc-status") : null;
        if (text != null
                && !text.isEmpty()
                && text.length() <= 2
                && text.chars().allMatch(Character::isDigit)) {
            log.grpcStatus = Integer.parseInt(text);
        }
    }

    void data(ByteBuf part, boolean last) {
        log.bytesOut += part.readableBytes();
        client.data(part, last);
        if (last) {
            client.flush();
        }
    }

    void trailers(HttpHeaders trailers) {
        noteGrpc(trailers);
        client.trailers(trailers);
        client.flush();
    }

    /** Passes what was written on; true if the client can take more. */
    boolean flush() {
        client.flush();
        return client.writable();
    }

    void breakOff() {
        client.abort(Abort.INTERNAL);
    }
}
