package io.gatewright.runtime.stream;

import io.gatewright.runtime.listen.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Into which buffers a relay reads: 32 KiB at a time and eight times a turn, so that the other connections need not wait long.
 *
 * <p>What was read is mostly passed on before the next read, of whichever connection of this event loop. So all of them read into one
 * buffer unless somebody still holds it: it is in the processor's cache. Those of a pool take turns, and when there are a few dozens of them
 * none is in the cache any more when its turn comes.
 *
 * <p>A client that began with TLS was read from before it was known where it belongs, and keeps Netty's reads.
 */
final class RelayReads extends DefaultMaxMessagesRecvByteBufAllocator {
    /** A read of so many bytes filled its buffer: another one follows in the same turn. */
    static final int FULL = 32 * 1024;

    private static final int READS = 8;

    private static final RecvByteBufAllocator SHARED = new RelayReads();

    /** io_uring takes its buffers long before it fills them. */
    private static final RecvByteBufAllocator OWN =
            new AdaptiveRecvByteBufAllocator(64, 4096, FULL).maxMessagesPerRead(1);

    /** The event loop's; its count is one as long as nobody else has it. */
    private static final FastThreadLocal<@Nullable ByteBuf> BUFFER = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(@Nullable ByteBuf buffer) {
            if (buffer != null) {
                buffer.release();
            }
        }
    };

    private RelayReads() {
        super(READS);
    }

    /** Those of a kind of transport. */
    static RecvByteBufAllocator of(Transport.Kind kind) {
        return kind == Transport.Kind.IO_URING ? OWN : SHARED;
    }

    /**
     * What may be handed to a channel for as long as it takes. Where bytes wait already, a few more must not hold a whole buffer: what
     * bounds them counts the bytes.
     *
     * @return the buffer, or another one with its bytes; the caller's reference is gone in either case
     */
    static ByteBuf kept(ByteBuf buffer, Channel target) {
        ChannelOutboundBuffer waiting = target.unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() == 0 || buffer.readableBytes() >= FULL / 2) {
            return buffer;
        }
        ByteBuf copy = target.alloc().directBuffer(buffer.readableBytes()).writeBytes(buffer);
        buffer.release();
        return copy;
    }

    @Override
    @SuppressWarnings(
            "deprecation") // Netty's own allocators return it too, and channels ask for the kind that extends it
    public Handle newHandle() {
        return new Shared();
    }

    private final class Shared extends MaxMessageHandle {
        @Override
        public int guess() {
            return FULL;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator buffers) {
            ByteBuf mine = BUFFER.get();
            if (mine == null || mine.refCnt() > 1) {
                // who holds it may do so for long, because its peer does not read: that one is left to it
                if (mine != null) {
                    mine.release();
                }
                mine = buffers.directBuffer(FULL, FULL);
                BUFFER.set(mine);
            }
            return mine.clear().retain();
        }
    }
}
