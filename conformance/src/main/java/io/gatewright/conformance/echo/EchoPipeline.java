package io.gatewright.conformance.echo;

import io.gatewright.conformance.kit.EchoPort;
import io.gatewright.conformance.pki.Certificates;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Finds out what a connection speaks and sets up its handlers. */
final class EchoPipeline {
    static final AttributeKey<Secure> SECURE = AttributeKey.valueOf("echo-secure");
    private static final int MAX_BODY = 64 << 20;
    private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

    /** What is known from the TLS handshake. */
    record Secure(String sni, List<String> client) {
        static final Secure PLAIN = new Secure("plain", List.of());
    }

    private EchoPipeline() {}

    static void begin(ChannelPipeline pipeline, EchoIdentity identity, EchoPort port, @Nullable SslContext tls) {
        pipeline.channel().attr(SECURE).set(Secure.PLAIN);
        if (tls != null) {
            pipeline.addLast(tls.newHandler(pipeline.channel().alloc()));
            pipeline.addLast(new AfterHandshake(identity, port));
        } else if (port == EchoPort.TCP) {
            pipeline.addLast(new EchoLines(identity));
        } else {
            pipeline.addLast(new Preface(identity, port == EchoPort.H2C));
        }
    }

    private static void http1(ChannelPipeline pipeline, EchoIdentity identity) {
        pipeline.addLast(new HttpServerCodec(65_536, 262_144, 8_192));
        pipeline.addLast(new HttpObjectAggregator(MAX_BODY));
        pipeline.addLast(new EchoHttp(identity, "HTTP/1.1"));
    }

    private static void http2(ChannelPipeline pipeline, EchoIdentity identity) {
        pipeline.addLast(Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxHeaderListSize(262_144)
                        .connectProtocolEnabled(true))
                .build());
        pipeline.addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true));
                stream.pipeline().addLast(new HttpObjectAggregator(MAX_BODY));
                stream.pipeline().addLast(new EchoHttp(identity, "HTTP/2"));
            }
        }));
    }

    /** Tells HTTP/2 by prior knowledge from HTTP/1.1. */
    private static final class Preface extends ByteToMessageDecoder {
        private final EchoIdentity identity;
        private final boolean onlyHttp2;

        Preface(EchoIdentity identity, boolean onlyHttp2) {
            this.identity = identity;
            this.onlyHttp2 = onlyHttp2;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int length = Math.min(in.readableBytes(), PREFACE.length);
            for (int i = 0; i < length; i++) {
                if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
                    if (onlyHttp2) {
                        ctx.close();
                    } else {
                        http1(ctx.pipeline(), identity);
                        ctx.pipeline().remove(this);
                    }
                    return;
                }
            }
            if (length == PREFACE.length) {
                http2(ctx.pipeline(), identity);
                ctx.pipeline().remove(this);
            }
        }
    }

    /** Goes on when the handshake is through. */
    private static final class AfterHandshake extends io.netty.channel.ChannelInboundHandlerAdapter {
        private final EchoIdentity identity;
        private final EchoPort port;

        AfterHandshake(EchoIdentity identity, EchoPort port) {
            this.identity = identity;
            this.port = port;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event instanceof SslHandshakeCompletionEvent done) {
                if (!done.isSuccess()) {
                    ctx.close();
                    return;
                }
                SslHandler handler = ctx.pipeline().get(SslHandler.class);
                ctx.channel().attr(SECURE).set(secure(handler.engine().getSession()));
                if (port == EchoPort.TLS) {
                    ctx.pipeline().addLast(new EchoLines(identity));
                } else if (ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol())) {
                    http2(ctx.pipeline(), identity);
                } else {
                    http1(ctx.pipeline(), identity);
                }
                ctx.pipeline().remove(this);
            } else {
                super.userEventTriggered(ctx, event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // a failed handshake is something that cases ask for
            ctx.close();
        }

        private static Secure secure(SSLSession session) {
            String sni = "none";
            if (session instanceof ExtendedSSLSession extended) {
                for (SNIServerName name : extended.getRequestedServerNames()) {
                    sni = new String(name.getEncoded(), StandardCharsets.US_ASCII);
                }
            }
            try {
                Certificate[] chain = session.getPeerCertificates();
                return new Secure(sni, Certificates.names((X509Certificate) chain[0]));
            } catch (SSLPeerUnverifiedException without) {
                return new Secure(sni, List.of());
            }
        }
    }
}
