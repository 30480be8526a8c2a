package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;

/** One request with its response on a client's HTTP/2 connection. */
final class Http2ServerStream extends Http2Stream implements ServerStream {
    private boolean toHead;
    /** The answer has made the stream a tunnel, which was only asked for until then. */
    private boolean tunnel;

    private boolean responded;
    private long endedAt;

    Http2ServerStream(Http2ServerConnection connection) {
        super(connection);
    }

    /** The head came, good or bad. */
    void begin(ServerExchanges exchanges, String scheme, int firstLine, HeaderFields block, boolean last) {
        if (last) {
            remoteEndsWithHead();
        }
        RequestStart start;
        try {
            start = Http2Heads.request(block, scheme, firstLine);
        } catch (MalformedException e) {
            events(exchanges.malformed(this, e.why()));
            return;
        }
        toHead = start.method().equals("HEAD");
        if (start.upgrade() == null) {
            expect(block.length());
        }
        events(exchanges.begin(this, start, last));
    }

    @Override
    void headers(HeaderFields block, boolean last) throws Http2Fault, MalformedException {
        if (!last) {
            throw Http2Fault.of(id(), Http2Error.PROTOCOL_ERROR, "trailers end the stream");
        }
        remoteEndsWith(Http2Heads.trailers(block));
    }

    @Override
    boolean bodyDue() {
        return true;
    }

    @Override
    boolean satisfied() {
        return false;
    }

    @Override
    public String protocol() {
        return "HTTP/2";
    }

    @Override
    public void inform(ResponseStart head) {
        if (!closed() && !responded) {
            Http2Heads.encode(head, connection.encoder());
            sendHead(false);
        }
    }

    @Override
    public void respond(ResponseStart head, boolean last) {
        if (closed() || responded) {
            return;
        }
        if (head.status() == 204) {
            head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        Http2Heads.encode(head, connection.encoder());
        if (connection.encoder().tooLarge()) {
            throw new IllegalArgumentException("the client takes no header block of that size");
        }
        responded = true;
        tunnel = head.switching();
        sendHead(last);
    }

    @Override
    public void data(ByteBuf part, boolean last) {
        if (!responded) {
            part.release();
        } else if (toHead) {
            part.release();
            if (last) {
                send(Unpooled.EMPTY_BUFFER, true);
            }
        } else {
            send(part, last);
        }
    }

    @Override
    public void trailers(HttpHeaders trailers) {
        if (responded) {
            sendTrailers(trailers);
        }
    }

    /** RFC 9113, 8.1: when the whole answer is out, a client that still sends is asked to stop. */
    @Override
    void localEnds() {
        if (!remoteDone() && !tunnel) {
            connection.reset(id(), Http2Error.NO_ERROR);
            close();
        } else {
            closeIfDone();
        }
    }

    @Override
    void givenUp() {
        // says nothing about the client
    }

    @Override
    void localEnding() {
        endedAt = System.nanoTime();
        ((Http2ServerConnection) connection).ending(this);
    }

    long endedAt() {
        return endedAt;
    }
}
