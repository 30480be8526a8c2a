package io.gatewright.app.feed;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A connection of the feed, at either end, within TLS: frames and signs of life. What comes is given to a {@link Receiver} on the thread of
 * its choice, and no more is read before that has dealt with it. Methods may be called by any thread and return at once.
 */
final class FeedConnection {
    /** Who has nothing to say says so this often. */
    private static final Duration SIGN = Duration.ofSeconds(10);

    /** Who said nothing for so long is gone. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** How long a peer may take to read the last word. Netty gives it as long to agree on TLS. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Channel channel;
    private final FeedFrames frames;

    private FeedConnection(Channel channel, FeedFrames frames) {
        this.channel = channel;
        this.frames = frames;
    }

    /** What a connection brings. One call at a time, in order, {@link #ended} once and last. */
    interface Receiver {
        /** The peer is who it should be: from now on something may be sent. */
        void opened();

        /** One whole message: never empty, never longer than is allowed. */
        void message(byte[] message);

        /** @param why for people */
        void ended(String why);
    }

    /** Who receives what a new connection brings. */
    interface Receivers {
        Receiver receiver(FeedConnection connection);
    }

    /**
     * Sets up a channel that has just been made, does not read by itself and has nothing but TLS in it.
     *
     * @param most bytes of a message, until {@link #allow}
     * @param thread on which the receiver is called, one task at a time and in order
     */
    static void setUp(Channel channel, int most, Executor thread, Receivers receivers) {
        FeedFrames frames = new FeedFrames(most);
        IdleStateHandler idle = new IdleStateHandler(SILENCE.toMillis(), SIGN.toMillis(), 0, TimeUnit.MILLISECONDS);
        FeedConnection connection = new FeedConnection(channel, frames);
        channel.pipeline().addLast(idle, frames, new Inbound(receivers.receiver(connection), thread, idle));
    }

    /** For people: some exceptions of Netty have no message. */
    static String why(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** Sends a message. */
    void send(byte[] message) {
        channel.writeAndFlush(FeedFrames.frame(message), channel.voidPromise());
    }

    /** Sends a last message and leaves it to the peer to close the connection, for a while. */
    void end(byte[] message) {
        channel.writeAndFlush(FeedFrames.frame(message)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        // if it were closed at once, what the peer has sent meanwhile could make the system throw the last message away
        onLoop(() ->
                channel.eventLoop().schedule((Runnable) channel::close, PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** From now on messages may have so many bytes. */
    void allow(int bytes) {
        onLoop(() -> frames.allow(bytes));
    }

    private void onLoop(Runnable task) {
        onLoop(channel, task);
    }

    private static void onLoop(Channel channel, Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            // this end is closed, and the connection with it
        }
    }

    void close() {
        channel.close();
    }

    private static final class Inbound extends ChannelInboundHandlerAdapter {
        private final Receiver receiver;
        private final Executor thread;
        private final IdleStateHandler idle;
        private String why = "the connection was closed";
        /** Whether what the peer says would be read at all. */
        private boolean listening;

        Inbound(Receiver receiver, Executor thread, IdleStateHandler idle) {
            this.receiver = receiver;
            this.thread = thread;
            this.idle = idle;
        }

        private void call(Runnable task) {
            try {
                thread.execute(task);
            } catch (RejectedExecutionException e) {
                // this end is closed
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            listen(context);
        }

        private void listen(ChannelHandlerContext context) {
            listening = true;
            idle.resetReadTimeout(); // while this end was busy the peer may have said what nobody has read
            context.read();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            byte[] bytes = (byte[]) message;
            call(() -> receiver.message(bytes));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            listening = false;
            // behind what has come: no more than that ever waits
            call(() -> onLoop(context.channel(), () -> listen(context)));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    call(receiver::opened);
                } else {
                    failed(context, handshake.cause());
                }
            } else if (event instanceof IdleStateEvent state) {
                if (state.state() == IdleState.READER_IDLE) {
                    if (listening) {
                        why = "nothing was heard for " + SILENCE.toSeconds() + " s";
                        context.close();
                    }
                } else if (context.channel().isWritable()) {
                    context.writeAndFlush(FeedFrames.signOfLife(), context.voidPromise());
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed(context, cause);
        }

        private void failed(ChannelHandlerContext context, Throwable cause) {
            why = why(cause);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            call(() -> receiver.ended(why));
        }
    }
}
