package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * HPACK on the way in. A block is decoded to its end whatever is in it, since later blocks build on it; what a peer may make us
 * keep or read for one block is bounded.
 */
final class HeaderDecoder {
    /** Continuations that carry less than {@link #SMALL} and do not end the block. */
    private static final int SMALL_CONTINUATIONS = 16;

    private static final int SMALL = 8192;
    private static final long MOST_OF_BACKENDS = 1 << 20;

    private final ByteBufAllocator alloc;
    private final HeaderFields fields;
    private final Hpack hpack;
    private final long most;
    private @Nullable ByteBuf begun;
    private int small;

    /** @param requests blocks come from clients */
    HeaderDecoder(ByteBufAllocator alloc, HeadLimits limits, boolean requests) {
        this.alloc = alloc;
        fields = new HeaderFields(requests, limits.fields());
        hpack = new Hpack(limits.bytes());
        // a compressed block is no longer than what it says, but for what few bytes may be wasted
        long honest = limits.bytes() + limits.bytes() / 4L;
        // beyond it the connection ends, which others' exchanges share if it is a backend's: there the stream alone
        // fails before
        most = requests ? honest : Math.max(honest, MOST_OF_BACKENDS);
    }

    /** Decodes all of {@code block}. The answer is valid until the next call. */
    HeaderFields decode(int stream, ByteBuf block) throws Http2Fault {
        if (block.readableBytes() > most) {
            throw Http2Fault.of(Http2Error.ENHANCE_YOUR_CALM, "header block too large");
        }
        fields.begin();
        try {
            hpack.decodeHeaders(stream, block);
        } catch (Http2Exception.HeaderListSizeException e) {
            fields.exceeded();
        } catch (Http2Exception e) {
            throw Http2Fault.of(Http2Error.COMPRESSION_ERROR, "header block cannot be decoded");
        }
        return fields;
    }

    /** Keeps the begin of a block until the rest comes. */
    void begin(ByteBuf block) throws Http2Fault {
        small = 0;
        begun = alloc.buffer(Math.max(64, 2 * block.readableBytes()));
        keep(begun, block);
    }

    /** @return the decoded block, once it is whole */
    @Nullable
    HeaderFields more(int stream, ByteBuf block, boolean whole) throws Http2Fault {
        ByteBuf all = begun;
        if (all == null) {
            throw new IllegalStateException("a continuation continues a block");
        }
        keep(all, block);
        if (!whole) {
            if (block.readableBytes() < SMALL && ++small > SMALL_CONTINUATIONS) {
                throw Http2Fault.of(Http2Error.ENHANCE_YOUR_CALM, "too many small continuations");
            }
            return null;
        }
        try {
            return decode(stream, all);
        } finally {
            release();
        }
    }

    private void keep(ByteBuf all, ByteBuf block) throws Http2Fault {
        if (all.readableBytes() + block.readableBytes() > most) {
            throw Http2Fault.of(Http2Error.ENHANCE_YOUR_CALM, "header block too large");
        }
        all.writeBytes(block, block.readerIndex(), block.readableBytes());
    }

    void release() {
        ByteBuf all = begun;
        if (all != null) {
            begun = null;
            all.release();
        }
    }

    private final class Hpack extends DefaultHttp2HeadersDecoder {
        Hpack(long bytes) {
            super(false, bytes);
        }

        @Override
        protected Http2Headers newHeaders() {
            return fields;
        }
    }
}
