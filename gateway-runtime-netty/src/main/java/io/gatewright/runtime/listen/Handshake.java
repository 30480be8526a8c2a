package io.gatewright.runtime.listen;

import io.gatewright.runtime.tls.ClientHello;
import io.gatewright.runtime.tls.TlsPort;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Waits for the end of the TLS handshake, then hands the connection to HTTP or to a relay. */
final class Handshake extends ChannelInboundHandlerAdapter {
    private final PortContext port;
    private final ConnectionInfo info;
    private final ClientHello hello;
    private final TlsPort.Terminate choice;
    private final StreamStart.@Nullable Relaying relaying;
    private final Runnable started;

    /** @param relaying where the connection goes, null for HTTP */
    Handshake(
            PortContext port,
            ConnectionInfo info,
            ClientHello hello,
            TlsPort.Terminate choice,
            StreamStart.@Nullable Relaying relaying,
            Runnable started) {
        this.port = port;
        this.info = info;
        this.hello = hello;
        this.choice = choice;
        this.relaying = relaying;
        this.started = started;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                serve(ctx);
            } else {
                port.meters().refused(reason(done.cause()));
                ctx.close();
            }
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void serve(ChannelHandlerContext ctx) {
        SslHandler handler = ctx.pipeline().get(SslHandler.class);
        if (handler == null) {
            ctx.close(); // closed meanwhile
            return;
        }
        port.meters().handshake();
        ConnectionInfo secured = new ConnectionInfo(
                info.gateway(), info.port(), info.client(), info.local(), session(handler), info.snapshots());
        if (relaying == null) {
            port.http().start(ctx.pipeline(), secured, "h2".equals(handler.applicationProtocol()));
        } else {
            relaying.start(ctx.pipeline(), secured);
        }
        ctx.pipeline().remove(this);
        started.run();
    }

    private ConnectionInfo.Tls session(SslHandler handler) {
        SSLSession session = handler.engine().getSession();
        X509Certificate[] chain = chain(session);
        return new ConnectionInfo.Tls(
                choice.listener().listener(),
                hello.serverName(),
                session.getProtocol(),
                handler.applicationProtocol(),
                chain.length == 0 ? null : chain[0],
                chain.length > 0 && choice.verifies(chain));
    }

    private static X509Certificate[] chain(SSLSession session) {
        try {
            Certificate[] shown = session.getPeerCertificates();
            return Arrays.copyOf(shown, shown.length, X509Certificate[].class);
        } catch (SSLPeerUnverifiedException | ArrayStoreException e) {
            return new X509Certificate[0];
        }
    }

    /** A word for meters: what went wrong in the handshake. */
    static String reason(@Nullable Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof SslHandshakeTimeoutException) {
                return "handshake_timeout";
            }
            if (t instanceof CertificateException) {
                return "client_certificate_invalid";
            }
            if (t instanceof ClosedChannelException) {
                return "handshake_closed";
            }
            String said = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
            if (said.contains("empty client certificate")
                    || said.contains("peer_did_not_return_a_certificate")
                    || said.contains("null cert chain")) {
                return "client_certificate_missing";
            }
            if (said.contains("no cipher suites in common") || said.contains("no_shared_cipher")) {
                return "no_shared_cipher";
            }
            if (said.contains("unsupported_protocol")
                    || said.contains("protocol version")
                    || said.contains("client requested protocol")) {
                return "protocol_version";
            }
            if (said.contains("alert")) {
                return "alert_from_client"; // it does not trust our certificate, mostly
            }
        }
        return "handshake_failed";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // told by the completion event, or reset by the client
    }
}
