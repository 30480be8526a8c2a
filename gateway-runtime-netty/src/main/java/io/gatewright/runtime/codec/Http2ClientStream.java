package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/** One exchange on an HTTP/2 connection to a backend. */
final class Http2ClientStream extends Http2Stream implements ClientStream {
    private @Nullable Events answers;
    private int interim;
    private boolean tunnel;
    private boolean toHead;
    private boolean answered;
    private long requestedAt;

    Http2ClientStream(Http2ClientConnection connection) {
        super(connection);
    }

    @Override
    public void request(RequestStart head, boolean last, Events listener) {
        if (closed() || answers != null) {
            return;
        }
        tunnel = head.upgrade() != null;
        toHead = head.method().equals("HEAD");
        HeaderEncoder encoder = connection.encoder();
        Http2Heads.encode(head, encoder);
        answers = listener;
        events(listener);
        Http2ClientConnection backend = (Http2ClientConnection) connection;
        if (tunnel && !backend.connectProtocol()) {
            failSoon(Abort.PROTOCOL);
        } else if (encoder.tooLarge() || !backend.number(this)) {
            // the backend has seen nothing
            failSoon(Abort.REFUSED);
        } else {
            requestedAt = System.nanoTime();
            sendHead(last && !tunnel);
        }
    }

    private void failSoon(Abort why) {
        eventLoop().execute(() -> fail(why));
    }

    @Override
    void headers(HeaderFields block, boolean last) throws Http2Fault, MalformedException {
        Events listener = answers;
        if (listener == null) {
            return;
        }
        if (answered) {
            if (!last) {
                throw Http2Fault.of(id(), Http2Error.PROTOCOL_ERROR, "trailers end the stream");
            }
            remoteEndsWith(Http2Heads.trailers(block));
            return;
        }
        ResponseStart head = Http2Heads.response(block, tunnel);
        if (head.informational()) {
            if (last || ++interim > Http1ClientConnection.MAX_INTERIM) {
                throw new MalformedException(Malformed.FRAMING);
            }
            listener.onInform(head);
            return;
        }
        answered = true;
        boolean bodiless = toHead || head.status() == 204 || head.status() == 304;
        if (last && !bodiless && block.length() > 0) {
            throw new MalformedException(Malformed.FRAMING);
        }
        if (!head.switching()) {
            expect(bodiless ? 0 : block.length());
        }
        if (last) {
            remoteEndsWithHead();
        } else {
            noteBatch();
        }
        listener.onResponse(head, last);
        closeIfDone();
    }

    @Override
    boolean bodyDue() {
        return answered;
    }

    /** What the answer was asked for is there; the rest of the request is not wanted. */
    @Override
    boolean satisfied() {
        return remoteDone();
    }

    @Override
    public void data(ByteBuf part, boolean last) {
        if (id() == 0) {
            part.release();
        } else {
            send(part, last);
        }
    }

    @Override
    public void trailers(HttpHeaders trailers) {
        if (id() != 0) {
            sendTrailers(trailers);
        }
    }

    @Override
    void localEnds() {
        closeIfDone();
    }

    @Override
    void givenUp() {
        if (!answered) {
            ((Http2ClientConnection) connection).unanswered(requestedAt);
        }
    }

    @Override
    void localEnding() {
        // how long a request may take is up to its exchange
    }
}
