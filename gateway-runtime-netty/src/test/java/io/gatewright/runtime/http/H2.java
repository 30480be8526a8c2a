package io.gatewright.runtime.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Both ends of HTTP/2 in clear text, by Netty's own means, for tests. */
final class H2 implements AutoCloseable {
    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(
            2, new io.netty.util.concurrent.DefaultThreadFactory("h2-test", true), NioIoHandler.newFactory());

    final Channel channel;
    final AtomicInteger connections = new AtomicInteger();
    final LinkedBlockingQueue<Http2GoAwayFrame> goAways = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Stream> streams = new LinkedBlockingQueue<>();

    private H2(Function<H2, Channel> open) {
        channel = open.apply(this);
    }

    /** One stream as a test sees it. */
    static final class Stream extends ChannelInboundHandlerAdapter {
        final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();
        private final BiConsumer<Stream, Object> reaction;
        private final boolean autoRead;
        volatile Channel channel;

        Stream(BiConsumer<Stream, Object> reaction, boolean autoRead) {
            this.reaction = reaction;
            this.autoRead = autoRead;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            channel.config().setAutoRead(autoRead);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            Object event = frame;
            if (frame instanceof Http2DataFrame data) {
                event = new Data(data.content().toString(StandardCharsets.ISO_8859_1), data.isEndStream());
                data.release();
            } else if (frame instanceof Http2HeadersFrame head) {
                event = new Head(head.headers(), head.isEndStream());
            }
            events.add(event);
            reaction.accept(this, event);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                events.add(new Reset(reset.errorCode()));
            }
            ReferenceCountUtil.release(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            events.add(new Closed());
        }

        Stream headers(Http2Headers headers, boolean end) {
            channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end));
            return this;
        }

        Stream data(String text, boolean end) {
            channel.writeAndFlush(new DefaultHttp2DataFrame(ByteBufUtil.writeAscii(channel.alloc(), text), end));
            return this;
        }

        Stream end() {
            channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
            return this;
        }

        Stream reset(Http2Error why) {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(why));
            return this;
        }

        Object next() throws InterruptedException {
            Object event = events.poll(60, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("nothing came on the stream");
            }
            return event;
        }

        Head head() throws InterruptedException {
            Object event = next();
            if (event instanceof Head head) {
                return head;
            }
            throw new AssertionError("expected headers, got " + event);
        }

        /** The rest of the message: body and trailers. */
        Rest rest() throws InterruptedException {
            StringBuilder body = new StringBuilder();
            while (true) {
                Object event = next();
                if (event instanceof Data data) {
                    body.append(data.text());
                    if (data.end()) {
                        return new Rest(body.toString(), null);
                    }
                } else if (event instanceof Head head) {
                    return new Rest(body.toString(), head.headers());
                } else {
                    throw new AssertionError("stream broke after `" + body + "`: " + event);
                }
            }
        }

        Reset broken() throws InterruptedException {
            while (true) {
                Object event = next();
                if (event instanceof Reset reset) {
                    return reset;
                }
                if (event instanceof Closed) {
                    throw new AssertionError("closed without reset; connection open: "
                            + channel.parent().isOpen());
                }
            }
        }
    }

    record Head(Http2Headers headers, boolean end) {
        String status() {
            return String.valueOf(headers.status());
        }

        String get(String name) {
            CharSequence value = headers.get(name);
            return value == null ? null : value.toString();
        }
    }

    record Data(String text, boolean end) {}

    record Reset(long code) {}

    record Closed() {}

    record Rest(String body, Http2Headers trailers) {}

    static Http2Headers get(String path) {
        return new DefaultHttp2Headers()
                .method("GET")
                .scheme("http")
                .authority("a")
                .path(path);
    }

    static Http2Headers post(String path) {
        return get(path).method("POST");
    }

    static Http2Headers status(int status) {
        return new DefaultHttp2Headers().status(Integer.toString(status));
    }

    static H2 client(int port) {
        return client(port, Http2Settings.defaultSettings(), false);
    }

    /** @param rude writes what it is told, valid or not */
    static H2 client(int port, Http2Settings settings, boolean rude) {
        return new H2(h2 -> new Bootstrap()
                .group(LOOPS)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ch.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient()
                                                .initialSettings(settings)
                                                .validateHeaders(!rude)
                                                .encoderIgnoreMaxHeaderListSize(rude)
                                                .build(),
                                        new Http2MultiplexHandler(new Stream((s, e) -> {}, true)),
                                        h2.new Connection());
                    }
                })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly()
                .channel());
    }

    /** Opens a stream and resets it; says whether the connection was still there to do so. */
    boolean openAndReset() throws Exception {
        try {
            open(get("/"), true).reset(Http2Error.CANCEL);
            return true;
        } catch (Exception e) {
            if (e instanceof java.nio.channels.ClosedChannelException) {
                return false;
            }
            throw e;
        }
    }

    Stream open(Http2Headers headers, boolean end) {
        return open(headers, end, true);
    }

    Stream open(Http2Headers headers, boolean end, boolean autoRead) {
        Stream stream = new Stream((s, e) -> {}, autoRead);
        Http2StreamChannel opened = new Http2StreamChannelBootstrap(channel)
                .handler(stream)
                .open()
                .syncUninterruptibly()
                .getNow();
        opened.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end)).addListener(f -> {
            if (!f.isSuccess() && Boolean.getBoolean("h2.debug")) {
                f.cause().printStackTrace();
            }
        });
        return stream;
    }

    /** A backend; the reaction hears each event of each stream. */
    static H2 server(Http2Settings settings, boolean autoRead, BiConsumer<Stream, Object> reaction) {
        return new H2(h2 -> new ServerBootstrap()
                .group(LOOPS)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        h2.connections.incrementAndGet();
                        ch.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(settings)
                                                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                Stream made = new Stream(reaction, autoRead);
                                                stream.pipeline().addLast(made);
                                                h2.streams.add(made);
                                            }
                                        }),
                                        h2.new Connection());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel());
    }

    static H2 server(BiConsumer<Stream, Object> reaction) {
        return server(Http2Settings.defaultSettings(), true, reaction);
    }

    /** Answers every request with its body, or its path if it has none, and an {@code x-end} trailer. */
    static H2 echo() {
        return server((stream, event) -> {
            if (event instanceof Head head && head.headers().path() != null) {
                stream.headers(status(200), false);
                if (head.end()) {
                    stream.data(head.headers().path().toString(), false);
                    stream.headers(new DefaultHttp2Headers().add("x-end", "yes"), true);
                }
            } else if (event instanceof Data data) {
                stream.data(data.text(), false);
                if (data.end()) {
                    stream.headers(new DefaultHttp2Headers().add("x-end", "yes"), true);
                }
            } else if (event instanceof Head trailers) {
                stream.headers(
                        new DefaultHttp2Headers()
                                .add("x-echo", trailers.headers().get("x-up")),
                        true);
            }
        });
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    Stream stream() throws InterruptedException {
        Stream stream = streams.poll(60, TimeUnit.SECONDS);
        if (stream == null) {
            throw new AssertionError("no stream came");
        }
        return stream;
    }

    Http2GoAwayFrame goAway() throws InterruptedException {
        Http2GoAwayFrame frame = goAways.poll(60, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no GOAWAY came");
        }
        return frame;
    }

    private final class Connection extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof Http2GoAwayFrame goAway) {
                goAways.add(new io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame(goAway.errorCode()));
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (Boolean.getBoolean("h2.debug")) {
                cause.printStackTrace();
            }
            ctx.close();
        }
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
