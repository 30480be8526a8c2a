package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one HTTP/1 body out of a stream of bytes (RFC 9112, 6 and 7). Chunk extensions are dropped, forbidden trailers
 * refused. One per connection and direction, restarted for each message.
 */
final class BodyDecoder {
    private static final int MAX_EXTENSION = 256;
    private static final int MAX_SIZE_DIGITS = 15;
    /** Bytes of a chunk that is copied rather than passed on by itself. */
    private static final int SMALL = 1024;

    private static final int GATHERED = 8 * 1024;

    private enum State {
        LENGTH,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        DONE
    }

    private final HeadDecoder heads;
    private State state = State.DONE;
    private long left;
    private @Nullable HttpHeaders trailers;

    BodyDecoder(HeadDecoder heads) {
        this.heads = heads;
    }

    /** Starts a body framed as {@link Framing} says. */
    void start(long framing) {
        trailers = null;
        if (framing == Framing.CHUNKED) {
            state = State.CHUNK_SIZE;
        } else if (framing == Framing.UNTIL_CLOSE) {
            state = State.UNTIL_CLOSE;
        } else {
            left = framing;
            state = framing == 0 ? State.DONE : State.LENGTH;
        }
    }

    boolean done() {
        return state == State.DONE;
    }

    /** The bytes still to come, if a length was announced; otherwise -1. */
    long left() {
        return state == State.DONE ? 0 : state == State.LENGTH ? left : -1;
    }

    /** Trailers of the finished body; absent if it had none. */
    @Nullable
    HttpHeaders trailers() {
        return trailers;
    }

    /**
     * The peer closed its side.
     *
     * @return whether that is a proper end of the body
     */
    boolean closed() {
        if (state == State.UNTIL_CLOSE) {
            state = State.DONE;
        }
        return state == State.DONE;
    }

    /** The next part, retained; absent if {@code in} holds no more of it. Check {@link #done()} after each call. */
    @Nullable
    ByteBuf next(ByteBuf in) throws MalformedException {
        ByteBuf part = one(in);
        boolean small = part != null && state == State.CHUNK_END && part.readableBytes() <= SMALL;
        return part != null && small ? gathered(part, in) : part;
    }

    /** Small chunks become one part: else a body of tiny ones would cost many times its size on its way through. */
    private ByteBuf gathered(ByteBuf first, ByteBuf in) throws MalformedException {
        ByteBuf all = first;
        boolean good = false;
        try {
            while (all.readableBytes() < GATHERED) {
                if (state == State.CHUNK_END) {
                    if (!chunkEnd(in)) {
                        break;
                    }
                } else if (state == State.CHUNK_SIZE) {
                    if (!chunkSize(in)) {
                        break;
                    }
                } else {
                    int n = (int) Math.min(left, in.readableBytes());
                    if (state != State.CHUNK_DATA || n == 0 || n > SMALL) {
                        break;
                    }
                    if (all == first) {
                        all = in.alloc().buffer(GATHERED + SMALL);
                        all.writeBytes(first);
                        first.release();
                    }
                    all.writeBytes(in, n);
                    left -= n;
                    state = left == 0 ? State.CHUNK_END : state;
                }
            }
            good = true;
            return all;
        } finally {
            if (!good) {
                all.release();
            }
        }
    }

    private @Nullable ByteBuf one(ByteBuf in) throws MalformedException {
        while (true) {
            switch (state) {
                case DONE:
                    return null;
                case UNTIL_CLOSE:
                    return in.isReadable() ? in.readRetainedSlice(in.readableBytes()) : null;
                case LENGTH:
                    return take(in, State.DONE);
                case CHUNK_DATA:
                    return take(in, State.CHUNK_END);
                case CHUNK_SIZE:
                    if (!chunkSize(in)) {
                        return null;
                    }
                    break;
                case CHUNK_END:
                    if (!chunkEnd(in)) {
                        return null;
                    }
                    break;
                case TRAILERS:
                    return trailers(in);
            }
        }
    }

    private boolean chunkEnd(ByteBuf in) throws MalformedException {
        if (in.readableBytes() < 2) {
            return false;
        }
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new MalformedException(Malformed.FRAMING);
        }
        state = State.CHUNK_SIZE;
        return true;
    }

    private @Nullable ByteBuf take(ByteBuf in, State after) {
        int n = (int) Math.min(left, in.readableBytes());
        if (n == 0) {
            return null;
        }
        left -= n;
        if (left == 0) {
            state = after;
        }
        return in.readRetainedSlice(n);
    }

    /** {@code 1*HEXDIG [ ";" anything but controls ] CRLF}, read only when the whole line is there. */
    private boolean chunkSize(ByteBuf in) throws MalformedException {
        long size = 0;
        int at = in.readerIndex();
        int end = in.writerIndex();
        int digits = 0;
        while (at < end && Chars.hex(in.getByte(at)) >= 0) {
            size = size << 4 | Chars.hex(in.getByte(at++));
            if (++digits > MAX_SIZE_DIGITS) {
                throw new MalformedException(Malformed.FRAMING);
            }
        }
        if (at == end) {
            return false;
        }
        if (digits == 0) {
            throw new MalformedException(Malformed.FRAMING);
        }
        if (in.getByte(at) == ';') {
            int limit = at + MAX_EXTENSION;
            while (at < end && Chars.fieldValue(in.getByte(at))) {
                if (++at > limit) {
                    throw new MalformedException(Malformed.FRAMING);
                }
            }
        }
        if (at < end && in.getByte(at) != '\r' || at + 1 < end && in.getByte(at + 1) != '\n') {
            throw new MalformedException(Malformed.FRAMING);
        }
        if (at + 1 >= end) {
            return false;
        }
        in.readerIndex(at + 2);
        left = size;
        state = size == 0 ? State.TRAILERS : State.CHUNK_DATA;
        return true;
    }

    private @Nullable ByteBuf trailers(ByteBuf in) throws MalformedException {
        byte[] block = heads.trailers(in);
        if (block == null) {
            return null;
        }
        state = State.DONE;
        if (block.length > 0) {
            HttpHeaders read = heads.fields(block, 0);
            if (read.contains(HttpHeaderNames.CONTENT_LENGTH)
                    || read.contains(HttpHeaderNames.TRANSFER_ENCODING)
                    || read.contains(HttpHeaderNames.HOST)) {
                throw new MalformedException(Malformed.FRAMING);
            }
            HopByHop.strip(read);
            trailers = read;
        }
        return Unpooled.EMPTY_BUFFER;
    }
}
